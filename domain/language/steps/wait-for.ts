import { z } from 'zod'
import { type Duration, durationSchema } from '../duration.ts'
import { hint } from '../hint.ts'
import { eventNameSchema, idSchema, titleSchema } from '../names.ts'
import { type PropRule, propRuleSchema } from '../prop-rule.ts'
import { type Named, named, type StepKind } from './step-kind.ts'

export type Awaited =
  | {
      kind: 'event'
      event: string
      where?: PropRule
      /**
       * Only on `message.*` events: the send steps whose message it must be about. Written by the author, or else the last
       * send on each way that leads here.
       */
      of?: string[]
    }
  | { kind: 'segment'; segment: string; change: 'entered' | 'left' }

/** The judgement node: `yes` at once when it happens, `no` when the time is over. */
export interface WaitForStep extends Named {
  kind: 'waitFor'
  on: Awaited
  withinMs: Duration
  yes: string
  no: string
}

const event = z
  .strictObject({
    event: eventNameSchema,
    where: propRuleSchema.optional(),
    of: idSchema.optional(),
    within: durationSchema,
  })
  .transform(({ event, where, of, within }): { on: Awaited; withinMs: Duration } => ({
    on: {
      kind: 'event',
      event,
      where,
      ...(of !== undefined && { of: [of] }),
    },
    withinMs: within,
  }))

const segment = z
  .strictObject({
    segment: idSchema,
    on: z.enum(['entered', 'left']).default('entered'),
    within: durationSchema,
  })
  .transform(({ segment, on, within }): { on: Awaited; withinMs: Duration } => ({
    on: { kind: 'segment', segment, change: on },
    withinMs: within,
  }))

export const waitForStep: StepKind<WaitForStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      waitFor: z.union([event, segment], {
        error: hint('{ event, within } 或 { segment, within }', '写明等什么、等多久'),
      }),
      yes: idSchema,
      no: idSchema,
    })
    .transform(({ name, waitFor, yes, no }) => ({
      ...named(name),
      kind: 'waitFor' as const,
      ...waitFor,
      yes,
      no,
    })),
  ways: ({ yes, no }) => [
    { path: ['yes'], to: yes },
    { path: ['no'], to: no },
  ],
}
