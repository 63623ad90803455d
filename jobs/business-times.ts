import { nextDailyAt } from '../domain/local-time.ts'
import type { JobContext } from './define-job.ts'

/** A job of which there is one, whose time is read from the business clock, so that a moved clock moves it too. */
export interface TimedJob {
  name: string
  /** When it is due next, given when it last ran; a time that is past means now. */
  dueAt(lastRunAt: Date | null, context: JobContext): Promise<Date | null> | Date | null
  /** Whether somebody who waits for the next thing to happen should wait for this. Housekeeping is nothing to wait for. */
  happening: boolean
}

const auditEveryMs = 600_000
const dayMs = 86_400_000
/** What a lost callback rang for is heard this late. */
const kfEveryMs = 300_000
const billsEveryMs = 1_800_000

export function timedJobs(options: { dailyHour: number }): readonly TimedJob[] {
  return [
    {
      name: 'segments.daily',
      dueAt: (lastRunAt, { clock }) =>
        lastRunAt === null ? clock.now() : nextDailyAt(options.dailyHour * 60, lastRunAt),
      happening: true,
    },
    { name: 'preferences', dueAt: (_, { preferences }) => preferences.nextAt(), happening: true },
    { name: 'traits.nightly', dueAt: (_, { traitProof }) => traitProof.nextAt(), happening: false },
    { name: 'attribution.nightly', dueAt: (_, { attribution }) => attribution.nextAt(), happening: false },
    { name: 'figures.nightly', dueAt: (_, { recount }) => recount.nextAt(), happening: false },
    { name: 'retention.nightly', dueAt: (_, { retention }) => retention.nextAt(), happening: false },
    { name: 'reports', dueAt: (_, { reports }) => reports.nextAt(), happening: true },
    { name: 'contacts.nightly', dueAt: (_, { contactSync }) => contactSync.nextAt(), happening: false },
    {
      name: 'tags.compare',
      dueAt: (_, { tagReconciliation }) => tagReconciliation.nextAt(),
      happening: false,
    },
    { name: 'imports', dueAt: (_, { imports }) => imports.nextAt(), happening: false },
    {
      name: 'kf.catchUp',
      dueAt(lastRunAt, { clock, catchUpKf }) {
        if (catchUpKf === null) return null
        return lastRunAt === null ? clock.now() : new Date(lastRunAt.getTime() + kfEveryMs)
      },
      happening: false,
    },
    {
      name: 'media.daily',
      dueAt: (lastRunAt, { clock }) =>
        lastRunAt === null ? clock.now() : new Date(lastRunAt.getTime() + dayMs),
      happening: false,
    },
    {
      name: 'bills',
      async dueAt(lastRunAt, { clock, billsWanted }) {
        if (lastRunAt === null || (await billsWanted())) return clock.now()
        return new Date(lastRunAt.getTime() + billsEveryMs)
      },
      happening: false,
    },
    { name: 'journey.schedule', dueAt: (_, { journeys }) => journeys.nextScheduledAt(), happening: true },
    {
      name: 'audit',
      dueAt: (lastRunAt, { clock }) =>
        lastRunAt === null ? clock.now() : new Date(lastRunAt.getTime() + auditEveryMs),
      happening: false,
    },
  ]
}
