import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Compares everybody's tags with those of their pairs in WeCom when somebody asks; each night `contacts.nightly` does. */
export const tagsCompare = defineJob({
  name: 'tags.compare',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { tagReconciliation, clock }, control) {
    const { isThrough } = await tagReconciliation.advance(control)
    return { againAt: isThrough ? null : clock.now() }
  },
})
