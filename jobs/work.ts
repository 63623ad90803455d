import type { Job as AgendaJob } from 'agenda'
import type { Clock } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import type { JobTimes } from '../models/job-times.ts'
import type { TimedJob } from './business-times.ts'
import type { Job, JobContext } from './define-job.ts'
import { realTimeOf } from './real-time.ts'

interface WorkParts {
  context: JobContext
  times: JobTimes
  timed: readonly TimedJob[]
  clock: Clock
  log: Log
  stretchMs: number
  onIdle?: () => void
}

/** Runs the jobs Agenda hands over, and knows how many are running. */
export function createWork(parts: WorkParts) {
  const { context, clock, log } = parts
  const running = new Set<Promise<void>>()
  let refusing = false

  async function runOne(job: Job, handed: AgendaJob): Promise<void> {
    const begun = performance.now()
    const startedAt = clock.now()
    const own = parts.timed.find(({ name }) => name === job.name)
    // A sweep may have armed it again on what it knew before the last run was noted.
    if (own !== undefined && !(await isStillDue(own))) return
    const { againAt } = await job.run(handed.attrs.data, context, {
      touch: () => handed.touch(),
      shouldStop: () => refusing || performance.now() - begun > parts.stretchMs,
    })
    if (own !== undefined) await parts.times.ran(own.name, startedAt)
    // Agenda writes the job from memory when it ends: scheduling it any other way from here would be lost.
    handed.attrs.nextRunAt = againAt === null ? null : realTimeOf(againAt, clock)
  }

  async function isStillDue(job: TimedJob): Promise<boolean> {
    const ran = await parts.times.all()
    const at = await job.dueAt(ran.get(job.name) ?? null, context)
    // The clock is read last: for a job that never ran, `at` is the moment of asking, and must not lie ahead.
    return at !== null && at <= clock.now()
  }

  return {
    async run(job: Job, handed: AgendaJob): Promise<void> {
      if (refusing) {
        handed.attrs.nextRunAt = new Date()
        return
      }
      const work = runOne(job, handed)
      running.add(work)
      try {
        await work
      } catch (error) {
        log.error({ error, job: job.name, data: handed.attrs.data }, 'a job failed')
        throw error
      } finally {
        running.delete(work)
        if (running.size === 0) parts.onIdle?.()
      }
    },
    refuseMore(): void {
      refusing = true
    },
    async settled(): Promise<void> {
      while (running.size > 0) await Promise.allSettled(running)
    },
    running: () => running.size,
  }
}
