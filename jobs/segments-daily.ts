import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Finds who entered or left a segment, or reached a date, by time alone. */
export const segmentsDaily = defineJob({
  name: 'segments.daily',
  payload: z.strictObject({}),
  lockMs: 3_600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { journeys, log }) {
    const { entered, left } = await journeys.scanTimeRules()
    log.info({ entered, left }, 'segments that change by time were evaluated')
    return { againAt: null }
  },
})
