import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Holds what orders are attributed to against their records, and counts what reaching people was spent. */
export const attributionNightly = defineJob({
  name: 'attribution.nightly',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { attribution, clock }, control) {
    const { isThrough } = await attribution.advance(control)
    return { againAt: isThrough ? null : clock.now() }
  },
})
