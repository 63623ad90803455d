import { z } from 'zod'
import { defineJob } from './define-job.ts'
import { exponential } from './retry.ts'

/** Finds who entered or left a segment, or reached a date, by time alone. */
export const segmentsDaily = defineJob({
  name: 'segments.daily',
  payload: z.strictObject({}),
  lockMs: 3_600_000,
  concurrency: 1,
  retry: exponential({ delayMs: 5_000, maxDelayMs: 300_000, maxRetries: 5 }),
  async run(_, { journeys, log }) {
    const { entered, left } = await journeys.scanTimeRules()
    log.info({ entered, left }, 'segments that change by time were evaluated')
    return { againAt: null }
  },
})
