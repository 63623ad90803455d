import { exponential } from 'agenda'
import { z } from 'zod'
import { defineJob } from './define-job.ts'

/** Nobody is silently stuck: repairs runs without a future and reports what it cannot repair, and who is held. */
export const audit = defineJob({
  name: 'audit',
  payload: z.strictObject({}),
  lockMs: 600_000,
  concurrency: 1,
  backoff: exponential({ delay: 5_000, maxDelay: 60_000, maxRetries: 3 }),
  async run(_, { journeys, audit, log }) {
    const { stuck, repaired } = await journeys.audit()
    if (repaired > 0) log.warn({ repaired }, 'runs without a future were repaired')
    if (stuck.length > 0) log.error({ stuck }, 'runs are stuck and need a person')
    const others = await audit()
    if (Object.keys(others.repaired).length > 0) log.warn({ ...others.repaired }, 'what stood still goes on')
    if (Object.keys(others.stuck).length > 0)
      log.error({ ...others.stuck }, 'work stands still and needs a person')
    const held = await journeys.held()
    if (held.length > 0) log.warn({ held }, 'people are held at steps whose definition is not there')
    return { againAt: null }
  },
})
