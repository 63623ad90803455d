import { z } from 'zod'
import type { WhenFull } from '../../../models/tasks.ts'
import { type Duration, durationSchema, parseDuration } from '../duration.ts'
import { whenFullSchema } from '../follow-up-rules.ts'
import { hint } from '../hint.ts'
import { idSchema, titleSchema } from '../names.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

/** A follow-up for sales. The run goes on at once. */
export interface TaskStep extends Named {
  kind: 'task'
  /** Liquid over `customer` (nickname, region, sourceChannel, traits), and props of the events `entry` and `answer`. */
  title: string
  /** Why now, in words for the salesperson. */
  reasons: string[]
  /** Time to accept, in working hours. */
  acceptMs: Duration
  /** Time to finish once accepted, in working hours; absent: as long as the company allows. */
  dueMs?: Duration
  /** Before others where a salesperson's day has few places left. */
  urgent?: true
  /** Where whose turn it is has their day's number; absent = as the settings say. */
  whenFull?: WhenFull
  next: string
  /** Where people go whose follow-up falls back, since whose turn it is has their day's number; absent = on to `next`. */
  full?: string
}

const usualAcceptMs = parseDuration('2 hours')

export const taskStep: StepKind<TaskStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      task: z.strictObject({
        title: z.string().trim().min(1).max(120),
        reasons: z.array(z.string().trim().min(1).max(60)).max(5).default([]),
        accept: durationSchema.optional(),
        due: durationSchema.optional(),
        urgent: z.literal(true, { error: hint('urgent: true', '不急就删去这一项') }).optional(),
        whenFull: whenFullSchema.optional(),
      }),
      next: idSchema,
      full: idSchema.optional(),
    })
    .refine(({ task, full }) => full === undefined || (task.whenFull ?? 'fallBack') === 'fallBack', {
      error: hint('whenFull: fallBack', '写了 full 的步骤，人满了就走那条路：删去 whenFull，或删去 full'),
      path: ['task', 'whenFull'],
    })
    .transform(({ name, task, next, full }) => ({
      ...named(name),
      kind: 'task' as const,
      title: task.title,
      reasons: task.reasons,
      acceptMs: task.accept ?? usualAcceptMs,
      dueMs: task.due,
      ...(task.urgent && { urgent: task.urgent }),
      // Who says where to go then means that they go there.
      ...((task.whenFull || full !== undefined) && { whenFull: task.whenFull ?? ('fallBack' as const) }),
      next,
      ...(full !== undefined && { full }),
    })),
  ways: (step) => [...leadsOn(step), ...(step.full === undefined ? [] : [{ path: ['full'], to: step.full }])],
}
