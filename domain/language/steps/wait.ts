import { z } from 'zod'
import type { LocalWindow } from '../../local-time.ts'
import { type Duration, durationSchema } from '../duration.ts'
import { hint } from '../hint.ts'
import { localWindowSchema } from '../local-window.ts'
import { zonedTimeSchema } from '../moment.ts'
import { idSchema, titleSchema, traitNameSchema } from '../names.ts'
import { type Span, spanSchema } from '../span.ts'
import { type WaitDays, waitDaysSchema } from '../wait-days.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

export type WaitSpec =
  | { kind: 'for'; ms: Duration }
  | { kind: 'months'; months: number }
  /** The customer's date trait plus the offset (negative = before it). A date that is past, or missing, waits for nothing. */
  | { kind: 'trait'; trait: string; offsetMs: number }
  /** ISO with zone. */
  | { kind: 'at'; iso: string }
  /** Only until the window is open. */
  | { kind: 'nothing' }

export interface WaitStep extends Named {
  kind: 'wait'
  wait: WaitSpec
  /** After the wait, on until the customer's local day is one of these. */
  on?: WaitDays
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

type WaitFields = Pick<WaitStep, 'wait' | 'on' | 'between'>

const lasting = (span: Span): WaitSpec =>
  'ms' in span ? { kind: 'for', ms: span.ms } : { kind: 'months', months: span.months }

/** How long a wait lasts from the arrival on; null when it is for a date, or for nothing. */
export function spanOf(wait: WaitSpec): Span | null {
  return wait.kind === 'for' || wait.kind === 'months' ? wait : null
}

const full = z
  .strictObject({
    for: spanSchema.optional(),
    until: until.optional(),
    on: waitDaysSchema.optional(),
    between: localWindowSchema.optional(),
  })
  .refine((wait) => wait.for === undefined || wait.until === undefined, {
    error: hint('for 或 until，不同时写', '去掉一个'),
  })
  .refine((wait) => Object.keys(wait).length > 0, { error: hint('for、until、on 或 between', '写明等多久') })
  .transform(
    (wait): WaitFields => ({
      wait: wait.until ?? (wait.for === undefined ? { kind: 'nothing' } : lasting(wait.for)),
      ...(wait.on !== undefined && { on: wait.on }),
      between: wait.between,
    }),
  )

export const waitStep: StepKind<WaitStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      wait: z.union([spanSchema.transform((span): WaitFields => ({ wait: lasting(span) })), full], {
        error: hint('时长（3 days、1 month），或 { for / until, on, between }', '写成 wait: 3 days'),
      }),
      next: idSchema,
    })
    .transform(({ name, wait, next }) => ({ ...named(name), kind: 'wait' as const, ...wait, next })),
  ways: leadsOn,
}
