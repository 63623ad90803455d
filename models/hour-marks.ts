import type { Connection } from 'mongoose'
import type { FigureSource } from './counted.ts'
import { unlessPresent } from './duplicates.ts'

export const hourMs = 3_600_000
/** Longest time, on this machine, for which a process relies on a mark it has put. Far below the lag of whoever takes them. */
export const markLastsMs = 2_000

/** The hour a moment belongs to, by its beginning. */
export const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / hourMs) * hourMs)

/** `<hour>:<source>`, as `2026-03-02T01:runs`; the hour in UTC. */
export const hourKey = (hour: Date, source: FigureSource): string =>
  `${hour.toISOString().slice(0, 13)}:${source}`

export const rollupHourCollection = 'rollupHours'

/** The part of an hour's document that whoever writes records touches. */
interface HourMark {
  _id: string
  hour: Date
  source: FigureSource
  marks: number
  open: true
}

export interface HourMarks {
  /** Marks the hours of these moments: what was counted there is to be counted anew. */
  mark(source: FigureSource, moments: Iterable<Date>): Promise<void>
  /** Relies on no mark put before, as it does by itself after a while. */
  forget(): void
}

const known = new WeakMap<Connection, HourMarks>()

/** The marks of this connection. */
export function hourMarksOn(connection: Connection): HourMarks {
  let marks = known.get(connection)
  if (marks === undefined) {
    marks = createHourMarks(connection)
    known.set(connection, marks)
  }
  return marks
}

/**
 * A mark is put before the write it is about, and whoever counts takes it only after a lag in which that write must have come
 * through: a process killed between the two leaves an hour that is counted once too often. A mark put moments ago by this
 * process serves the next writes too, so that all that happens in an hour costs a small write every two seconds.
 *
 * The clock here is the machine's own and only measures how long ago something was: it is compared with no other.
 */
function createHourMarks(connection: Connection): HourMarks {
  const hours = connection.collection<HourMark>(rollupHourCollection)
  const put = new Map<string, { at: number; done: Promise<void> }>()

  async function write(_id: string, hour: Date, source: FigureSource): Promise<void> {
    const update = { $inc: { marks: 1 }, $set: { hour, source, open: true as const } }
    // Two that put the first mark of an hour at once: one of them is refused, and finds it there.
    while (!(await unlessPresent(hours.updateOne({ _id }, update, { upsert: true }))));
  }

  function markHour(source: FigureSource, hour: Date): Promise<void> {
    const _id = hourKey(hour, source)
    const now = performance.now()
    const last = put.get(_id)
    if (last !== undefined && now - last.at < markLastsMs) return last.done
    for (const [key, { at }] of put) if (now - at >= markLastsMs) put.delete(key)
    const done = write(_id, hour, source)
    put.set(_id, { at: now, done })
    // A mark that could not be put serves nobody; whoever waits for it hears why.
    done.catch(() => put.delete(_id))
    return done
  }

  return {
    forget: () => put.clear(),
    async mark(source, moments) {
      const times = new Set<number>()
      for (const moment of moments) times.add(hourOf(moment).getTime())
      await Promise.all([...times].map((time) => markHour(source, new Date(time))))
    },
  }
}
