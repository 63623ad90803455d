import type { Clock } from '../domain/clock.ts'
import type { Journeys } from '../domain/journeys/contract.ts'
import type { Log } from '../domain/log.ts'
import type { JobRequest, JobTable } from '../models/job-table.ts'
import type { JobTimes } from '../models/job-times.ts'
import type { TimedJob } from './business-times.ts'
import type { JobContext } from './define-job.ts'
import { realTimeOf } from './real-time.ts'

/** Finishes what a crash left, or does what is due, in some part of the domain. */
export interface Sweeper {
  name: string
  /** How many things it did. */
  sweep(): Promise<number>
  /** When it has something to do by the business clock. Absent for what only crashes leave. */
  nextDueAt?(): Promise<Date | null>
}

interface SweepParts {
  journeys: Journeys
  livingWorkers?(): Promise<string[]>
  /** Frees what else any worker but these has in hand; tells how much. */
  freeOfTheDead?(living: string[]): Promise<number>
  sweepers: readonly Sweeper[]
  context: JobContext
  queue: JobTable
  times: JobTimes
  timed: readonly TimedJob[]
  clock: Clock
  log: Log
  /** Has Agenda look for jobs of this name at once instead of at its next poll. */
  wake(jobName: string): void
}

/** Steps due this soon are armed ahead, so that they start on time and not with the sweep after. */
const aheadMs = 2_000
/** Real time between two looks for jobs that died with their worker. */
const lookForDeadMs = 30_000

/**
 * The safety net: what Agenda's collection says is only a hint that can be lost, so every sweep arms each step that has
 * somebody due, from the runs themselves. One sweep at a time per process; any number of processes.
 */
export function createSweep(parts: SweepParts) {
  const { journeys, clock, log, queue, times, timed, context } = parts
  let sweeping: Promise<void> | null = null
  let again = false
  let lookedForDead = Number.NEGATIVE_INFINITY

  async function sweepOnce(): Promise<void> {
    await guard('dead workers', freeJobsOfTheDead)
    await guard('unwritten jobs', freeUnwrittenJobs)
    for (const sweeper of parts.sweepers) await guard(sweeper.name, async () => void (await sweeper.sweep()))
    await guard('journey.step', armSteps)
    await guard('timed jobs', armTimedJobs)
  }

  /** One part that fails must not stop the others. */
  async function guard(name: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      log.error({ error, sweeper: name }, 'a sweep failed')
    }
  }

  async function freeJobsOfTheDead(): Promise<void> {
    if (!parts.livingWorkers || performance.now() - lookedForDead < lookForDeadMs) return
    lookedForDead = performance.now()
    const living = await parts.livingWorkers()
    const freed = await queue.freeLocksBut(living)
    const others = (await parts.freeOfTheDead?.(living)) ?? 0
    if (freed + others > 0) log.warn({ jobs: freed, others }, 'work of dead workers was taken over')
  }

  async function freeUnwrittenJobs(): Promise<void> {
    const jobs = await queue.freeUnwritten()
    if (jobs > 0) log.warn({ jobs }, 'work whose end the store did not take was taken up again')
  }

  async function armSteps(): Promise<void> {
    const due = await journeys.dueSteps(new Date(clock.now().getTime() + aheadMs))
    await queue.arm(
      due.map(({ versionId, stepId, shard, dueAt }): JobRequest => {
        return {
          name: 'journey.step',
          key: `${versionId}:${stepId}:${shard}`,
          data: { versionId, stepId, shard },
          at: realTimeOf(dueAt, clock),
        }
      }),
    )
    if (due.some(({ dueAt }) => dueAt <= clock.now())) parts.wake('journey.step')
  }

  async function armTimedJobs(): Promise<void> {
    const due = (await dueTimes()).filter(({ at }) => at <= clock.now())
    await queue.arm(due.map(({ job }) => ({ name: job.name, key: 'one', data: {}, at: new Date() })))
    for (const { job } of due) parts.wake(job.name)
  }

  async function dueTimes(): Promise<{ job: TimedJob; at: Date }[]> {
    const ran = await times.all()
    const due: { job: TimedJob; at: Date }[] = []
    for (const job of timed) {
      const at = await job.dueAt(ran.get(job.name) ?? null, context)
      if (at !== null) due.push({ job, at })
    }
    return due
  }

  async function tick(): Promise<void> {
    if (sweeping !== null) return sweeping
    sweeping = (async () => {
      do {
        again = false
        await sweepOnce()
      } while (again)
    })()
    try {
      await sweeping
    } finally {
      sweeping = null
    }
  }

  return {
    /** Sweeps unless a sweep is going on. */
    tick,
    /** A whole sweep that begins after this call. */
    async now(): Promise<void> {
      if (sweeping !== null) again = true
      await tick()
    },
    async settled(): Promise<void> {
      await sweeping
    },
    sweeping: () => sweeping !== null,
    async nextDueAt(): Promise<Date | null> {
      const times = (await dueTimes()).filter(({ job }) => job.happening).map(({ at }) => at)
      for (const sweeper of parts.sweepers) times.push(...present(await sweeper.nextDueAt?.()))
      times.push(...present(await journeys.nextDueAt()))
      return times.length === 0 ? null : new Date(Math.min(...times.map((at) => at.getTime())))
    },
  }
}

const present = (at: Date | null | undefined): Date[] => (at === null || at === undefined ? [] : [at])
