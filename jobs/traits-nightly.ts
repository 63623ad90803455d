import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Works out anew what orders make of everybody, compares it with what is kept, and puts right what differs. */
export const traitsNightly = defineJob({
  name: 'traits.nightly',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { traitProof, clock }, control) {
    const { isThrough } = await traitProof.advance(control)
    return { againAt: isThrough ? null : clock.now() }
  },
})
