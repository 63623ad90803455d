import { z } from 'zod'
import { stages } from '../../../domain/freshness.ts'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'

const speed = z.object({
  stage: z.enum(stages),
  name: z.string(),
  p50Ms: z.number(),
  p95Ms: z.number(),
  p99Ms: z.number(),
})

const runningProcess = z
  .object({
    host: z.string(),
    pid: z.number(),
    role: z.string(),
    since: time,
    /** The publication it acts on; null of an earlier release. */
    publication: z.number().nullable(),
    /** Of the last ten minutes; null when it did not answer. */
    speeds: z.array(speed).nullable(),
  })
  .meta({ id: 'RunningProcess' })

export const running = {
  look: endpoint({
    method: 'get',
    path: '/running',
    summary: 'How Kelu runs: processes, their speed, what waits, what stands still',
    roles: ['owner', 'operator'],
    answer: z.object({
      at: time,
      /** The latest. */
      publication: z.number(),
      processes: z.array(runningProcess),
      inbox: z.object({
        received: z.number(),
        failed: z.number(),
        /** How long the oldest that is not dealt with has waited, ms. */
        oldestMs: z.number().nullable(),
      }),
      queues: z.object({
        events: z.number(),
        oldestEventAt: time.nullable(),
        touches: z.number(),
        tasks: z.number(),
        outboxes: z.number(),
      }),
      people: z.object({
        due: z.number(),
        /** Due for more than a minute: no worker takes them. */
        overdue: z.number(),
        stuck: z.number(),
        /** At a step that lacks a definition. */
        held: z.number(),
      }),
      standing: z.array(
        z.object({ kind: z.string(), says: z.string(), count: z.number(), mends: z.boolean() }),
      ),
      marketingHeldSince: time.nullable(),
      /** Names of paused flows. */
      paused: z.array(z.string()),
      /** Room on the disk of the built-in store, bytes; null where MongoDB is used. */
      freeBytes: z.number().nullable(),
    }),
  }),
}
