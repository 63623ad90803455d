import { nanoid } from 'nanoid'
import type { OldRecords, RetentionPeriod } from '../../models/old-records.ts'
import type { Removal, RetentionDay, RetentionDayStore } from '../../models/retention-days.ts'
import type { Clock } from '../clock.ts'
import type { RefreshControl } from '../customers/preferences/refresh.ts'
import type { RetentionRules } from '../language/retention-rules.ts'
import { isoDay, nextDailyAt, nextDayStart } from '../local-time.ts'
import type { Log } from '../log.ts'

/** After the recount, when hardly anybody is awake. */
const nightlyMinute = 5 * 60 + 10
const dayMs = 86_400_000
const usualBatch = 500

/**
 * Takes out each night what is past its time. A batch is written down by its ids before it goes and counted when it is gone: a process
 * may die anywhere, and another that goes on takes out the same ones and counts them once.
 */
export function createRetention(deps: {
  days: RetentionDayStore
  records: OldRecords
  rules: () => RetentionRules
  clock: Clock
  /** Raw callbacks are kept by the machine's time (`expiresAt`), for the store lets them go by its own. */
  realClock: Clock
  log: Log
  batch?: number
}) {
  const { days, records, clock, realClock, log, batch = usualBatch } = deps

  /** The day under way, or a new one once it is due. */
  async function present(): Promise<RetentionDay | null> {
    const last = await days.latest()
    if (last !== null && last.endedAt === undefined) return last
    const now = clock.now()
    if (last !== null && nextAfter(last) > now) return null
    await days.begin({ _id: isoDay(now), at: now, removed: {}, rev: 0 })
    return days.latest()
  }

  function cutoffs(at: Date): Record<RetentionPeriod, Date> {
    const { recordDays, taskDays, callbackDays } = deps.rules()
    const before = (moment: Date, count: number) => new Date(moment.getTime() - count * dayMs)
    return {
      records: before(at, recordDays),
      tasks: before(at, taskDays),
      callbacks: before(realClock.now(), callbackDays),
    }
  }

  async function carryOut(day: RetentionDay, token: string, removals: readonly Removal[]): Promise<void> {
    for (const removal of removals) await records.remove(removal)
    await days.settle(day._id, token, removals)
  }

  return {
    /** When it is due next, by the business clock. */
    async nextAt(): Promise<Date> {
      const last = await days.latest()
      if (last === null) return clock.now()
      return last.endedAt === undefined ? last.at : nextAfter(last)
    },
    async advance({ shouldStop, touch }: RefreshControl): Promise<{ isThrough: boolean }> {
      for (;;) {
        const day = await present()
        if (day === null) return { isThrough: true }
        // What somebody left, or is at: the same documents go, once counted.
        if (day.batch !== undefined) {
          await carryOut(day, day.batch, day.doing ?? [])
          continue
        }
        if (shouldStop()) return { isThrough: false }
        const next = await records.next(cutoffs(day.at), batch)
        if (next.length > 0) {
          const token = nanoid(12)
          if (await days.intend(day, token, next)) await carryOut(day, token, next)
          await touch()
        } else if (await days.end(day._id, clock.now())) {
          if (Object.keys(day.removed).length > 0)
            log.info({ day: day._id, removed: day.removed }, 'records past their time were deleted')
          return { isThrough: true }
        }
      }
    },
  }
}

/** Of the day that follows. */
const nextAfter = ({ at }: RetentionDay): Date => nextDailyAt(nightlyMinute, nextDayStart(at))
