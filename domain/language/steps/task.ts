import { z } from 'zod'
import { type Duration, durationSchema, parseDuration } from '../duration.ts'
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
  next: string
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
      }),
      next: idSchema,
    })
    .transform(({ name, task, next }) => ({
      ...named(name),
      kind: 'task' as const,
      title: task.title,
      reasons: task.reasons,
      acceptMs: task.accept ?? usualAcceptMs,
      dueMs: task.due,
      next,
    })),
  ways: leadsOn,
}
