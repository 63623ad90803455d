import { z } from 'zod'
import { hint } from '../hint.ts'
import { idSchema, titleSchema } from '../names.ts'
import { type Rule, ruleSchema } from '../rule.ts'
import { leadsOn, type Named, named, type StepKind } from './step-kind.ts'

/** Grants one code of the batch; later messages of the run read it as `coupon.code` and so on. */
export interface CouponStep extends Named {
  kind: 'coupon'
  /** For whom none of `cases` holds. */
  batch: string
  /** Personal amounts: the first case that holds names the batch. */
  cases?: { when: Rule; batch: string }[]
  next: string
  /** Where people go for whom nothing is left of the batch; absent = on to `next` without a coupon. */
  usedUp?: string
}

/** Every batch the step may grant from, with the place where it is written. */
export function batchesIn({ cases, batch }: CouponStep): { batch: string; path: (string | number)[] }[] {
  if (cases === undefined) return [{ batch, path: ['coupon', 'batch'] }]
  return [
    ...cases.map((one, at) => ({ batch: one.batch, path: ['coupon', 'batches', at, 'batch'] })),
    { batch, path: ['coupon', 'batches', cases.length, 'otherwise'] },
  ]
}

/** The rules that choose among the batches, with the place where each is written. */
export const couponRulesIn = ({ cases = [] }: CouponStep): { when: Rule; path: (string | number)[] }[] =>
  cases.map(({ when }, at) => ({ when, path: ['coupon', 'batches', at, 'when'] }))

const oneCase = z.strictObject({ when: ruleSchema, batch: idSchema })
const otherwise = z.strictObject({ otherwise: idSchema })

const batches = z
  .array(
    z.union([oneCase, otherwise], {
      error: hint('{ when, batch } 或 { otherwise }', '写成 { when: <条件>, batch: <券批次> }'),
    }),
  )
  .min(2, { error: hint('至少一个 when 和最后的 otherwise', '只有一批券时写成 coupon: { batch: … }') })
  .refine((all) => all.every((one, at) => 'otherwise' in one === (at === all.length - 1)), {
    error: hint('最后一项是 otherwise，且只有一个', '在末尾加上 { otherwise: <券批次> }'),
  })
  .transform(
    (all): Pick<CouponStep, 'batch' | 'cases'> => ({
      batch: all.flatMap((one) => ('otherwise' in one ? [one.otherwise] : [])).join(),
      cases: all.flatMap((one) => ('otherwise' in one ? [] : [one])),
    }),
  )

const coupon = z.union(
  [
    z.strictObject({ batch: idSchema }),
    z.strictObject({ batches }).transform((written): Pick<CouponStep, 'batch' | 'cases'> => written.batches),
  ],
  { error: hint('{ batch } 或 { batches }', '写成 coupon: { batch: <券批次> }') },
)

export const couponStep: StepKind<CouponStep> = {
  schema: z
    .strictObject({
      name: titleSchema.optional(),
      coupon,
      next: idSchema,
      usedUp: idSchema.optional(),
    })
    .transform(({ name, coupon, next, usedUp }) => ({
      ...named(name),
      kind: 'coupon' as const,
      ...coupon,
      next,
      ...(usedUp !== undefined && { usedUp }),
    })),
  ways: (step) => [
    ...leadsOn(step),
    ...(step.usedUp === undefined ? [] : [{ path: ['usedUp'], to: step.usedUp }]),
  ],
}
