import { z } from 'zod'
import { defineJob } from './define-job.ts'
import { exponential } from './retry.ts'

/** Starts the journeys whose schedule has come. */
export const journeySchedule = defineJob({
  name: 'journey.schedule',
  payload: z.strictObject({}),
  lockMs: 3_600_000,
  concurrency: 1,
  retry: exponential({ delayMs: 5_000, maxDelayMs: 300_000, maxRetries: 5 }),
  async run(_, { journeys, log }) {
    const started = await journeys.startScheduled()
    log.info({ started }, 'scheduled journeys were started')
    return { againAt: null }
  },
})
