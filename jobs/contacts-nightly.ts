import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Takes over staff, departments and everybody's friends as WeCom has them, and mends what nobody told us of. */
export const contactsNightly = defineJob({
  name: 'contacts.nightly',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { contactSync, clock }, control) {
    const { isThrough } = await contactSync.advance(control)
    return { againAt: isThrough ? null : clock.now() }
  },
})
