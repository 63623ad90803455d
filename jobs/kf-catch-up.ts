import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Reads 微信客服 on from where it was last read: a callback that never came loses nothing. */
export const kfCatchUp = defineJob({
  name: 'kf.catchUp',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 60_000, maxRetries: 3 }),
  async run(_, { catchUpKf, log }) {
    try {
      await catchUpKf?.()
    } catch (err) {
      // Callbacks are heard all the same, and whoever watches the platforms says that one is away.
      log.warn({ err }, '微信客服 could not be read; it is tried again in five minutes')
    }
    return { againAt: null }
  },
})
