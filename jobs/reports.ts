import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Sends 日报 and 周报 to whom they are for. */
export const reports = defineJob({
  name: 'reports',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { reports, clock }, control) {
    const { isThrough } = await reports.advance(control)
    return { againAt: isThrough ? null : clock.now() }
  },
})
