import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Compares the bills of days that were not compared, once they are there. */
export const bills = defineJob({
  name: 'bills',
  payload: z.strictObject({}),
  lockMs: 3_600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { reconcileBills }) {
    await reconcileBills()
    return { againAt: null }
  },
})
