import { z } from 'zod'
import type { Duration } from '../duration.ts'
import { hint } from '../hint.ts'
import { eventNameSchema, idSchema, titleSchema } from '../names.ts'
import { type PropRule, propRuleSchema } from '../prop-rule.ts'
import { type Span, spanSchema } from '../span.ts'
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

/** One of several things that may happen, and where it leads. */
export interface AwaitedWay {
  on: Awaited
  to: string
}

type Waiting = Named & {
  kind: 'waitFor'
  no: string
} & Within

type Within = { withinMs: Duration } | { withinMonths: number }

/** The judgement node: `yes` at once when it happens, or the way of what happens first; `no` when the time is over. */
export type WaitForStep = Waiting & ({ on: Awaited; yes: string } | { any: AwaitedWay[] })

/** How long it waits from the arrival on. */
export const windowOf = (step: WaitForStep): Span =>
  'withinMs' in step ? { ms: step.withinMs } : { months: step.withinMonths }

/** Everything the step waits for, in the author's order, with the place where that is written. */
export function awaitedIn(step: WaitForStep): (AwaitedWay & { path: (string | number)[] })[] {
  if ('any' in step) return step.any.map((way, at) => ({ ...way, path: ['waitFor', 'any', at] }))
  return [{ on: step.on, to: step.yes, path: ['waitFor'] }]
}

/** The same step with each thing it waits for replaced. */
export function mapAwaited(step: WaitForStep, change: (on: Awaited) => Awaited): WaitForStep {
  if ('any' in step) return { ...step, any: step.any.map((way) => ({ ...way, on: change(way.on) })) }
  return { ...step, on: change(step.on) }
}

const eventFields = { event: eventNameSchema, where: propRuleSchema.optional(), of: idSchema.optional() }
const segmentFields = { segment: idSchema, on: z.enum(['entered', 'left']).default('entered') }

const onEvent = ({ event, where, of }: { event: string; where?: PropRule; of?: string }): Awaited => ({
  kind: 'event',
  event,
  where,
  ...(of !== undefined && { of: [of] }),
})
const onSegment = ({ segment, on }: { segment: string; on: 'entered' | 'left' }): Awaited => ({
  kind: 'segment',
  segment,
  change: on,
})

const way = z.union(
  [
    z
      .strictObject({ ...eventFields, to: idSchema })
      .transform((written): AwaitedWay => ({ on: onEvent(written), to: written.to })),
    z
      .strictObject({ ...segmentFields, to: idSchema })
      .transform((written): AwaitedWay => ({ on: onSegment(written), to: written.to })),
  ],
  { error: hint('{ event, to } 或 { segment, to }', '写明等什么，to 指向发生后走的步骤') },
)

const within = spanSchema.transform(
  (span): Within => ('ms' in span ? { withinMs: span.ms } : { withinMonths: span.months }),
)

const one = z.union(
  [
    z.strictObject({ ...eventFields, within }).transform((written) => ({
      on: onEvent(written),
      ...written.within,
    })),
    z.strictObject({ ...segmentFields, within }).transform((written) => ({
      on: onSegment(written),
      ...written.within,
    })),
    z
      .strictObject({
        any: z.array(way).min(2, { error: hint('至少两个事件', '只等一个事件时写成 { event, within }') }),
        within,
      })
      .transform((written) => ({ any: written.any, ...written.within })),
  ],
  { error: hint('{ event, within }、{ segment, within } 或 { any, within }', '写明等什么、等多久') },
)

export const waitForStep: StepKind<WaitForStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      waitFor: one,
      yes: idSchema.optional(),
      no: idSchema,
    })
    .transform(({ name, waitFor, yes, no }, context): WaitForStep => {
      const base = { ...named(name), kind: 'waitFor' as const }
      const refuse = (message: string): never => {
        context.issues.push({ code: 'custom', input: yes, path: ['yes'], message })
        return z.NEVER
      }
      if ('any' in waitFor) {
        return yes === undefined
          ? { ...base, ...waitFor, no }
          : refuse(hint('any 里每一项自己的 to（不写 yes）', '删去 yes，在每一项里写 to'))
      }
      return yes === undefined
        ? refuse(hint('必填项：yes 和 no 两条出路', '补上 yes: <等到之后的步骤>'))
        : { ...base, ...waitFor, yes, no }
    }),
  ways: (step) => [
    ...awaitedIn(step).map(({ path, to }) =>
      'any' in step ? { path: [...path, 'to'], to } : { path: ['yes'], to },
    ),
    { path: ['no'], to: step.no },
  ],
}
