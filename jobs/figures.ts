import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Counts the hours something was written in since they were counted last. */
export const figures = defineJob({
  name: 'figures',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { figures, clock }, control) {
    const { isThrough } = await figures.advance(control)
    return { againAt: isThrough ? null : clock.now() }
  },
})
