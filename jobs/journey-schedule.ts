import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Starts the journeys whose schedule has come. */
export const journeySchedule = defineJob({
  name: 'journey.schedule',
  payload: z.strictObject({}),
  lockMs: 3_600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { journeys, log }) {
    const started = await journeys.startScheduled()
    log.info({ started }, 'scheduled journeys were started')
    return { againAt: null }
  },
})
