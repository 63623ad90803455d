import { z } from 'zod'
import { type Duration, durationSchema } from './duration.ts'
import { type EntryDefinition, entrySchema } from './entry.ts'
import { hint } from './hint.ts'
import { checkGraph, withAwaitedSends } from './journey-graph.ts'
import { eventNameSchema, fieldNameSchema, idSchema, titleSchema } from './names.ts'
import { type PropRule, propRuleSchema } from './prop-rule.ts'
import { type StepDefinition, stepSchema } from './step.ts'

export type { EntryDefinition } from './entry.ts'
export type { StepDefinition } from './step.ts'

export type ExitDefinition =
  | { kind: 'event'; event: string; where?: PropRule }
  | { kind: 'segment'; segment: string; change: 'entered' | 'left' }

export interface GoalDefinition {
  event: string
  where?: PropRule
  /** From the entry on. */
  withinMs: Duration
  /** Number prop of the event that says what it was worth, e.g. `amountFen`. */
  value?: string
}

/** Plain JSON with its keys in a fixed order: the same journey written twice is the same text. */
export interface JourneyDefinition {
  id: string
  /** What it was written as, if not as a journey (domain/language/broadcast.ts). */
  writtenAs?: 'broadcast'
  name: string
  /** Staff userid or name: who answers for it, unless it was handed over since (domain/definitions/meta.ts). */
  owner?: string
  note?: string
  entry: EntryDefinition
  /** Ends the run at once, whatever it waits for. */
  exit: ExitDefinition[]
  goal?: GoalDefinition
  /** 1 to 9, 9 goes first when a cap is short; absent = 5, so that what was written before is the same text. */
  priority?: number
  /** Percent of entrants who run silently for comparison; 0 = none. */
  holdout: number
  /** The first step. */
  first: string
  /** By step id, in the author's order. */
  steps: Record<string, StepDefinition>
}

export const exitSchema: z.ZodType<ExitDefinition> = z.union(
  [
    z.strictObject({ event: eventNameSchema, where: propRuleSchema.optional() }).transform(
      ({ event, where }): ExitDefinition => ({
        kind: 'event',
        event,
        where,
      }),
    ),
    z
      .strictObject({ segment: idSchema, on: z.enum(['entered', 'left']).default('entered') })
      .transform(({ segment, on }): ExitDefinition => ({ kind: 'segment', segment, change: on })),
  ],
  { error: hint('{ event } 或 { segment }', '写成 - event: order.paid') },
)

export const goalSchema = z
  .strictObject({
    event: eventNameSchema,
    where: propRuleSchema.optional(),
    within: durationSchema,
    value: fieldNameSchema.optional(),
  })
  .transform(
    ({ event, where, within, value }): GoalDefinition => ({
      event,
      where,
      withinMs: within,
      value,
    }),
  )

const priorityHint = { error: hint('1 到 9 的整数，9 最优先', '不写就是 5') }
export const prioritySchema = z
  .int(priorityHint)
  .min(1, priorityHint)
  .max(9, priorityHint)
  .meta({ description: '优先级：触达次数不够时，数字大的流程先发；不写就是 5' })

export const journeySchema = z
  .strictObject({
    journey: idSchema,
    name: titleSchema,
    owner: titleSchema
      .meta({ description: '负责人：员工 userid 或姓名', examples: ['wangfang', '王芳'] })
      .optional(),
    note: z.string().optional(),
    entry: entrySchema,
    exit: z.array(exitSchema).default([]),
    goal: goalSchema.optional(),
    priority: prioritySchema.optional(),
    holdout: z.number().int().min(0).max(50).default(0),
    steps: z.record(idSchema, stepSchema),
  })
  .transform((written, context): JourneyDefinition => {
    const faults = checkGraph(written.steps)
    for (const { path, message } of faults) {
      context.issues.push({ code: 'custom', input: written, path: ['steps', ...path], message })
    }
    if (faults.length > 0) return z.NEVER
    return {
      id: written.journey,
      name: written.name,
      owner: written.owner,
      note: written.note,
      entry: written.entry,
      exit: written.exit,
      goal: written.goal,
      priority: written.priority,
      holdout: written.holdout,
      first: Object.keys(written.steps)[0] ?? '',
      steps: withAwaitedSends(written.steps),
    }
  })
