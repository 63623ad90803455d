import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Lets go of pictures nothing names, and hands those in use to platforms that forget them after days. */
export const mediaDaily = defineJob({
  name: 'media.daily',
  payload: z.strictObject({}),
  lockMs: 1_800_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 300_000, maxRetries: 5 }),
  async run(_, { lookAfterMedia, log }) {
    const done = await lookAfterMedia()
    if (Object.values(done).some((count) => count > 0)) log.info(done, 'pictures were looked after')
    return { againAt: null }
  },
})
