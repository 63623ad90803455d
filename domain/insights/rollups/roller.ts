import { nanoid } from 'nanoid'
import type { RollupDayStore } from '../../../models/rollup-days.ts'
import type { RollupHour, RollupHourStore } from '../../../models/rollup-hours.ts'
import type { RollupRow, RollupStore } from '../../../models/rollups.ts'
import type { Clock } from '../../clock.ts'
import type { RefreshControl } from '../../customers/preferences/refresh.ts'
import { dayStart } from '../../local-time.ts'
import type { Log } from '../../log.ts'
import { countHour } from './count-hour.ts'
import type { SubjectKinds } from './subjects.ts'

/** The parts figures are kept with. */
export interface RollupParts {
  hours: RollupHourStore
  rollups: RollupStore
  days: Pick<RollupDayStore, 'outdate'>
  kinds: SubjectKinds
  /** Moments of records are those of the business clock; how long a mark was seen goes by the store's. */
  clock: Clock
  log: Log
  /** Time by the store's clock after which a write that a seen mark was put for has come through. */
  lagMs?: number
}

export const usualLagMs = 30_000
/** Records are kept for 400 days at the least: what is older than this stands as it was counted, whatever comes. */
export const sealedAfterMs = 390 * 86_400_000
const pageSize = 200
/** An hour that is still being written is not counted again before so many times as long as it took. */
const restShare = 10

const isSealed = (hour: Date, now: Date): boolean => now.getTime() - hour.getTime() > sealedAfterMs

/** Counts one hour and puts that in place of what was there. False when somebody else did meanwhile: theirs stands. */
export async function replaceHour(
  { hours, rollups, kinds }: Pick<RollupParts, 'hours' | 'rollups' | 'kinds'>,
  before: RollupHour,
  between?: () => Promise<void>,
): Promise<boolean> {
  const begun = await hours.now()
  const rows = await countHour(kinds, before.source, before.hour, between)
  return putRows({ hours, rollups }, before, rows, begun)
}

/**
 * The rows first, which count nowhere until the hour names them in one write; then what was there goes. Stopped anywhere, the hour
 * has the rows of before or those of now, whole, and leavings that the next count takes away.
 */
export async function putRows(
  { hours, rollups }: Pick<RollupParts, 'hours' | 'rollups'>,
  before: RollupHour,
  rows: ReadonlyMap<string, RollupRow[]>,
  begun: Date,
): Promise<boolean> {
  const { hour, source, marks, rev = 0 } = before
  const count = { hour, source, token: nanoid(12), rev: rev + 1 }
  const parts = await rollups.write(count, rows)
  const countedAt = await hours.now()
  const isReplaced = await hours.replace(before, {
    token: count.token,
    parts,
    seen: { marks, at: begun },
    countedAt,
    tookMs: countedAt.getTime() - begun.getTime(),
  })
  await (isReplaced ? rollups.clear(count) : rollups.drop(count))
  return isReplaced
}

/**
 * Counts hours that were marked. A mark is seen first, and counted for no sooner than a lag later, when the write it was put for is
 * there to be read; marks that came since stay for the next time. Any number of processes may do so at once.
 */
export function createRoller(parts: RollupParts) {
  const { hours, days, clock, log, lagMs = usualLagMs } = parts

  /** True when it was counted, or nothing can be. */
  async function advanceHour(one: RollupHour, touch: () => Promise<void>): Promise<boolean> {
    if (isSealed(one.hour, clock.now())) {
      log.warn(
        { hour: one.hour, source: one.source },
        'what came for an hour this old changes its figures no more',
      )
      await hours.close(one, one.marks)
      return true
    }
    const now = await hours.now()
    if (one.seen === undefined) {
      await hours.see(one, now)
      return false
    }
    const restMs = Math.max(lagMs, (one.tookMs ?? 0) * restShare)
    if (now.getTime() - one.seen.at.getTime() < restMs) return false
    const taken = one.seen.marks
    if (await replaceHour(parts, one, touch)) {
      // Before it is closed: a process killed between leaves an hour that is counted once more, and says so then.
      await days.outdate(dayStart(one.hour), one.source)
      await hours.close(one, taken)
    }
    return true
  }

  return {
    /** One round over the open hours; how many were counted, and whether any is left for later. */
    async advance({ shouldStop, touch }: RefreshControl): Promise<{ counted: number; isThrough: boolean }> {
      const open = await hours.open(pageSize)
      let counted = 0
      for (const one of open) {
        if (shouldStop()) return { counted, isThrough: false }
        try {
          if (await advanceHour(one, touch)) counted += 1
        } catch (error) {
          // It stays open; an hour that cannot be counted does not keep the others waiting.
          log.error(
            { hour: one.hour, source: one.source, err: error },
            'the figures of this hour were not counted',
          )
        }
        await touch()
      }
      // Where a page was full of hours that were counted there are more behind it.
      return { counted, isThrough: open.length < pageSize || counted === 0 }
    },
  }
}
