import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Checks files people brought in and takes them over, stretch by stretch. */
export const imports = defineJob({
  name: 'imports',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { imports, clock }, control) {
    const { isThrough } = await imports.advance(control)
    return { againAt: isThrough ? null : clock.now() }
  },
})
