import { z } from 'zod'
import type { LocalWindow } from '../../local-time.ts'
import { type Duration, durationSchema } from '../duration.ts'
import { hint } from '../hint.ts'
import { localWindowSchema } from '../local-window.ts'
import { zonedTimeSchema } from '../moment.ts'
import { idSchema, titleSchema, traitNameSchema } from '../names.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

export type WaitSpec =
  | { kind: 'for'; ms: Duration }
  /** The customer's date trait plus the offset (negative = before it). A date that is past, or missing, waits for nothing. */
  | { kind: 'trait'; trait: string; offsetMs: number }
  /** ISO with zone. */
  | { kind: 'at'; iso: string }
  /** Only until the window is open. */
  | { kind: 'nothing' }

export interface WaitStep extends Named {
  kind: 'wait'
  wait: WaitSpec
  /** After the wait, on until the customer's local time is in the window. */
  between?: LocalWindow
  next: string
}

const untilTrait = z
  .strictObject({ trait: traitNameSchema, minus: durationSchema.optional(), plus: durationSchema.optional() })
  .refine(({ minus, plus }) => minus === undefined || plus === undefined, {
    error: hint('minus 或 plus，不同时写', '去掉一个'),
  })
  .transform(
    ({ trait, minus, plus }): WaitSpec => ({
      kind: 'trait',
      trait,
      offsetMs: minus !== undefined ? -minus : (plus ?? 0),
    }),
  )

const until = z.union([zonedTimeSchema.transform((iso): WaitSpec => ({ kind: 'at', iso })), untilTrait], {
  error: hint(
    '{ trait, minus 或 plus }，或带时区的时间',
    '写成 until: { trait: nextOrderOn, minus: 3 days }',
  ),
})

const full = z
  .strictObject({
    for: durationSchema.optional(),
    until: until.optional(),
    between: localWindowSchema.optional(),
  })
  .refine((wait) => wait.for === undefined || wait.until === undefined, {
    error: hint('for 或 until，不同时写', '去掉一个'),
  })
  .refine((wait) => Object.keys(wait).length > 0, { error: hint('for、until 或 between', '写明等多久') })
  .transform((wait): { wait: WaitSpec; between?: LocalWindow } => ({
    wait: wait.until ?? (wait.for === undefined ? { kind: 'nothing' } : { kind: 'for', ms: wait.for }),
    between: wait.between,
  }))

export const waitStep: StepKind<WaitStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      wait: z.union(
        [
          durationSchema.transform((ms): { wait: WaitSpec; between?: LocalWindow } => ({
            wait: { kind: 'for', ms },
          })),
          full,
        ],
        { error: hint('时长（3 days），或 { for / until, between }', '写成 wait: 3 days') },
      ),
      next: idSchema,
    })
    .transform(({ name, wait, next }) => ({ ...named(name), kind: 'wait' as const, ...wait, next })),
  ways: leadsOn,
}
