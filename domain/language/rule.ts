import { z } from 'zod'
import type { Channel } from '../../models/customer.ts'
import { hasTest, noTest, type RunValue, readTests, type Test, testFields } from './comparison.ts'
import { type Duration, durationSchema } from './duration.ts'
import { hint } from './hint.ts'
import {
  eventNameSchema,
  fieldNameSchema,
  idSchema,
  lastingChannelSchema,
  tagNameSchema,
  traitNameSchema,
} from './names.ts'
import { type PropRule, propRuleSchema } from './prop-rule.ts'

export interface EventCount {
  kind: 'event'
  event: string
  where?: PropRule
  /** At least one of the two bounds is there; `never` is written as `atMost: 0`. */
  atLeast?: number
  atMost?: number
  /** Absent = 400 days. */
  withinMs?: Duration
}

/** One tree over a customer, read three ways: domain/audience/{evaluate,query,describe}.ts. Plain JSON. */
export type Rule =
  | { kind: 'all'; rules: Rule[] }
  | { kind: 'any'; rules: Rule[] }
  | { kind: 'not'; rule: Rule }
  | { kind: 'tag'; tag: string }
  /** A field Kelu keeps (domain/customers/traits/table.ts), or a declared trait. */
  | { kind: 'trait'; trait: string; tests: Test[] }
  | EventCount
  | { kind: 'segment'; segment: string }
  | { kind: 'consent'; channel: Channel; state: ConsentState }
  | { kind: 'reach'; channel: Channel; state: ReachState }
  /** A value of the run; only in steps. */
  | { kind: 'run'; of: RunValue; tests: Test[] }

/** `unknown` = never said. */
export const consentStates = ['granted', 'refused', 'unknown'] as const
export type ConsentState = (typeof consentStates)[number]
export const reachStates = ['reachable', 'unreachable', 'unknown'] as const
export type ReachState = (typeof reachStates)[number]

const tagLeaf = z.strictObject({ tag: tagNameSchema }).transform(({ tag }): Rule => ({ kind: 'tag', tag }))

const traitLeaf = z
  .strictObject({ trait: traitNameSchema, ...testFields })
  .refine(hasTest, noTest)
  .transform((leaf): Rule => ({ kind: 'trait', trait: leaf.trait, tests: readTests(leaf) }))

const count = z.number().int().min(0).max(10_000)

const eventLeaf = z
  .strictObject({
    event: eventNameSchema,
    where: propRuleSchema.optional(),
    atLeast: count.min(1).optional(),
    atMost: count.optional(),
    never: z.literal(true).optional(),
    within: durationSchema.optional(),
  })
  .refine((leaf) => leaf.never === undefined || (leaf.atLeast === undefined && leaf.atMost === undefined), {
    error: hint('never 单独使用，或 atLeast / atMost', '去掉 never 或去掉次数'),
    path: ['never'],
  })
  .refine((leaf) => leaf.atLeast === undefined || leaf.atMost === undefined || leaf.atLeast <= leaf.atMost, {
    error: hint('atLeast 不大于 atMost', '交换或修改两个次数'),
    path: ['atMost'],
  })
  .transform(({ event, where, atLeast, atMost, never, within }): Rule => {
    const most = never === true ? 0 : atMost
    return {
      kind: 'event',
      event,
      ...(where !== undefined && { where }),
      ...(atLeast !== undefined && { atLeast }),
      ...(most !== undefined && { atMost: most }),
      ...(atLeast === undefined && most === undefined && { atLeast: 1 }),
      ...(within !== undefined && { withinMs: within }),
    }
  })

const segmentLeaf = z
  .strictObject({ segment: idSchema })
  .transform(({ segment }): Rule => ({ kind: 'segment', segment }))

const consentLeaf = z
  .strictObject({ consent: lastingChannelSchema, is: z.enum(consentStates).default('granted') })
  .transform(({ consent, is }): Rule => ({ kind: 'consent', channel: consent, state: is }))

const reachLeaf = z
  .strictObject({ reach: lastingChannelSchema, is: z.enum(reachStates).default('reachable') })
  .transform(({ reach, is }): Rule => ({ kind: 'reach', channel: reach, state: is }))

const ofRun = (of: RunValue, tests: Test[]): Rule => ({ kind: 'run', of, tests })

const entryLeaf = z
  .strictObject({ entry: fieldNameSchema, ...testFields })
  .refine(hasTest, noTest)
  .transform((leaf) => ofRun({ from: 'entry', prop: leaf.entry }, readTests(leaf)))

const answerLeaf = z
  .strictObject({ answer: fieldNameSchema, ...testFields })
  .refine(hasTest, noTest)
  .transform((leaf) => ofRun({ from: 'answer', prop: leaf.answer }, readTests(leaf)))

/** Written as in `{ all: [{ tag: 母婴用户 }, { event: order.paid, within: 90 days }] }`. */
export const ruleSchema: z.ZodType<Rule> = z
  .lazy(() =>
    z.union(
      [
        tagLeaf,
        traitLeaf,
        eventLeaf,
        segmentLeaf,
        consentLeaf,
        reachLeaf,
        entryLeaf,
        answerLeaf,
        z
          .strictObject({ all: z.array(ruleSchema).min(1) })
          .transform(({ all }): Rule => ({ kind: 'all', rules: all })),
        z
          .strictObject({ any: z.array(ruleSchema).min(1) })
          .transform(({ any }): Rule => ({ kind: 'any', rules: any })),
        z.strictObject({ not: ruleSchema }).transform(({ not }): Rule => ({ kind: 'not', rule: not })),
      ],
      {
        error: hint(
          '条件：tag、trait、event、segment、consent、reach、entry、answer，或组合 all、any、not',
          '写成 { tag: 母婴用户 } 或 { event: order.paid, within: 90 days } 这样的条件',
        ),
      },
    ),
  )
  .meta({ id: 'rule' })
