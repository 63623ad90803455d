import { z } from 'zod'
import { hint } from './hint.ts'

/** Bounds of the scores 5, 4, 3 and 2; what is beyond the last scores 1. */
type Bounds = readonly [five: number, four: number, three: number, two: number]

/** What sorts buyers by what they bought: fixed bounds, so that nobody's score moves by what others buy. */
export interface BuyerRules {
  tiers: {
    /** A year's spend above this is 高价值; exactly this much is not. */
    highAboveFen: number
    /** Purchases up to this are 潜力. */
    potentialUpTo: number
  }
  rfm: {
    /** Days since the last purchase, at most. */
    recencyDays: Bounds
    /** Purchases within a year, at least. */
    frequency: Bounds
    /** A year's spend, above. */
    monetaryFen: Bounds
  }
}

/** What holds without settings, and for what settings leave out. */
export const defaultBuyerRules: BuyerRules = {
  tiers: { highAboveFen: 500_000, potentialUpTo: 3 },
  rfm: {
    recencyDays: [30, 60, 90, 180],
    frequency: [6, 4, 3, 2],
    monetaryFen: [500_000, 200_000, 50_000, 20_000],
  },
}

/** Of an installation's settings; what an earlier release did not know of goes by our own. */
export function buyerRulesOf({ settings }: { settings: readonly Partial<BuyerRules>[] }): BuyerRules {
  return { ...defaultBuyerRules, ...settings[0] }
}

const fenHint = { error: hint('金额（分）的整数', '单位是分：5000 元写 500000') }
const countHint = { error: hint('1 以上的整数', '写购买次数') }

export const tiersSchema = z.strictObject({
  highAboveFen: z.int(fenHint).min(1, fenHint).default(defaultBuyerRules.tiers.highAboveFen),
  potentialUpTo: z.int(countHint).min(1, countHint).default(defaultBuyerRules.tiers.potentialUpTo),
})

/** Four whole numbers, each beyond the one before. */
function boundsSchema(rises: boolean, least: number, means: string) {
  const order = rises ? '从小到大' : '从大到小'
  const error = hint(`四个${order}的整数，依次是 5、4、3、2 分的界限`, means)
  const bound = z.int({ error }).min(least, { error })
  return z
    .tuple([bound, bound, bound, bound], { error })
    .refine((all) => all.every((one, n) => n === 0 || (rises ? one > all[n - 1]! : one < all[n - 1]!)), {
      error,
    })
}

const { rfm } = defaultBuyerRules
export const rfmSchema = z.strictObject({
  recencyDays: boundsSchema(true, 0, '最近一次购买距今不超过几天，例如 [30, 60, 90, 180]').default([
    ...rfm.recencyDays,
  ]),
  frequency: boundsSchema(false, 1, '近一年至少买几次，例如 [6, 4, 3, 2]').default([...rfm.frequency]),
  monetaryFen: boundsSchema(false, 0, '近一年消费超过多少分，例如 [500000, 200000, 50000, 20000]').default([
    ...rfm.monetaryFen,
  ]),
})
