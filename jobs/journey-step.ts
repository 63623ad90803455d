import { exponential } from 'agenda'
import { z } from 'zod'
import { runShards } from '../models/run.ts'
import { defineJob } from './define-job.ts'

/** Takes everybody due at one step of one version, in one shard, a leased batch at a time. */
export const journeyStep = defineJob({
  name: 'journey.step',
  // Which step; the domain finds who is due.
  payload: z.strictObject({
    versionId: z.string(),
    stepId: z.string(),
    shard: z
      .number()
      .int()
      .min(0)
      .max(runShards - 1),
  }),
  lockMs: 600_000,
  // Every shard of one crowded step at once: Agenda looks for more only when it polls.
  concurrency: runShards,
  backoff: exponential({ delay: 1_000, maxDelay: 60_000, maxRetries: 5 }),
  async run(group, { journeys, clock }, control) {
    for (;;) {
      const { advanced, nextDueAt } = await journeys.advanceDue(group)
      const more = nextDueAt !== null && nextDueAt <= clock.now()
      // Nobody advanced although somebody is due: another worker holds them, so come back instead of spinning.
      if (!more || advanced === 0 || control.shouldStop()) return { againAt: nextDueAt }
      await control.touch()
    }
  },
})
