import type { Sandbox } from '../contract.ts'
import type { ConductedKelu } from './kelu-child.ts'
import type { MovedClock } from './moved-clock.ts'

/** One thing a person of the cast does. */
export interface Deed {
  at: Date
  /** For a fault in the story: who did what. */
  what: string
  perform(sandbox: Sandbox): Promise<void>
}

/** Jumps land on the next multiple of this, so that what is due within it is done together. */
const grainMs = 5_000

/** Both processes must say so twice before time moves: an answer may cross with work just handed over. */
const quietPolls = 2

/** Idle, and yet something stays due: after so many looks the story is stuck. */
const mostStalls = 200

/**
 * Lets the days pass: real speed while anything is in flight, then one jump to the next thing due in Kelu, on the
 * platforms or in the cast, until `end`.
 */
export async function conduct(input: {
  kelu: ConductedKelu
  sandbox: Sandbox
  clock: MovedClock
  /** What the cast will do; deeds may add to it while the story goes on. */
  agenda: Deed[]
  end: Date
  onJump?(to: Date): void
}): Promise<{ jumps: number }> {
  const { kelu, sandbox, clock, agenda, end } = input
  let jumps = 0
  let stalled = 0

  for (;;) {
    const nextDueAt = await untilIdle()
    stalled = nextDueAt && nextDueAt <= clock.now() ? stalled + 1 : 0
    if (stalled > mostStalls) throw new Error(`something due at ${nextDueAt?.toISOString()} is never done`)
    const next = earliest([nextDueAt, ...agenda.map((deed) => deed.at)])
    const target = !next || next > end ? end : next
    if (target > clock.now()) {
      await jump(new Date(Math.min(Math.ceil(target.getTime() / grainMs) * grainMs, end.getTime())))
    } else {
      await jump(clock.now())
    }
    if (target >= end) {
      await untilIdle()
      return { jumps }
    }
    for (const deed of takeDue(agenda, clock.now())) {
      await deed.perform(sandbox).catch((error: unknown) => {
        throw new Error(`the cast could not go on: ${deed.what}`, { cause: error })
      })
    }
  }

  async function jump(to: Date): Promise<void> {
    jumps += 1
    clock.jumpTo(to)
    input.onJump?.(to)
    // The platforms first: what they owe Kelu by then has arrived when Kelu looks at what is due.
    await sandbox.startClock(to.toISOString())
    await kelu.jump(to)
    await sandbox.runDue()
  }

  async function untilIdle(): Promise<Date | null> {
    for (let quiet = 0; ; ) {
      const ours = await kelu.state()
      // Mostly Kelu is the one that works: the platforms are not kept busy with being asked meanwhile.
      const theirs = ours.idle ? await sandbox.idle() : null
      quiet = theirs?.idle ? quiet + 1 : 0
      if (theirs && quiet >= quietPolls) return earliest([toDate(ours.nextDueAt), toDate(theirs.nextDueAt)])
      await new Promise((resolve) => setTimeout(resolve, quiet > 0 ? 0 : 5))
    }
  }
}

/** Takes from the agenda what is due, in order of time. */
function takeDue(agenda: Deed[], now: Date): Deed[] {
  const due = agenda.filter((deed) => deed.at <= now)
  const later = agenda.filter((deed) => deed.at > now)
  agenda.splice(0, agenda.length, ...later)
  return due.sort((a, b) => a.at.getTime() - b.at.getTime())
}

function earliest(times: (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : new Date(Math.min(...known.map((time) => time.getTime())))
}

function toDate(time: string | null): Date | null {
  return time === null ? null : new Date(time)
}
