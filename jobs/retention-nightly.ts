import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Deletes what is past its time, batch after batch. */
export const retentionNightly = defineJob({
  name: 'retention.nightly',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { retention, clock }, control) {
    const { isThrough } = await retention.advance(control)
    return { againAt: isThrough ? null : clock.now() }
  },
})
