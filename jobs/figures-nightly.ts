import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Counts every hour anew, compares it with what is kept, and has what differs counted again. */
export const figuresNightly = defineJob({
  name: 'figures.nightly',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { recount, clock }, control) {
    const { isThrough } = await recount.advance(control)
    return { againAt: isThrough ? null : clock.now() }
  },
})
