import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Finds everybody's preference tags anew, on the first of the month and when asked for. */
export const preferences = defineJob({
  name: 'preferences',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { preferences, clock }, control) {
    const { isThrough } = await preferences.advance(control)
    return { againAt: isThrough ? null : clock.now() }
  },
})
