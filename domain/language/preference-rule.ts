import { z } from 'zod'
import { hint } from './hint.ts'
import { idSchema, titleSchema } from './names.ts'

/** What every rule says, whatever it goes by. */
interface AnyPreferenceRule {
  id: string
  name: string
  /** The tag it gives; `{类目}` and `{主题}` stand for what somebody prefers. */
  tag: string
  /** Whole local days up to the day of the refresh. */
  windowDays: number
  /** Fewer of what speaks for it is no preference, whatever the share. */
  minCount: number
  /** 0 to 1, of all that could speak for it. */
  minShare: number
}

/** Orders that count, and those of them that were given for less. */
export interface DiscountRule extends AnyPreferenceRule {
  evidence: 'discountedOrders'
  /** Enough instead of `minShare`: the part of the full price that was taken off. */
  minDiscountShare: number
}

/** Links followed and pages opened, and those of them that offer something for less. */
export interface PromotionRule extends AnyPreferenceRule {
  evidence: 'promotionClicks'
}

/** Categories of what was looked at, put into the cart and ordered; `minCount` counts these. */
export interface CategoryRule extends AnyPreferenceRule {
  evidence: 'categories'
  /** What each kind is worth on its day, once per product and day. */
  weights: { view: number; cart: number; order: number }
  /** After so many days it is worth half. */
  halfLifeDays: number
  minScore: number
  /** The strongest of those that hold. */
  atMost: number
}

/** Topics of contents that were looked at. */
export interface TopicRule extends AnyPreferenceRule {
  evidence: 'topics'
  /** On how many different days. */
  minDays: number
}

export type PreferenceRuleDefinition = DiscountRule | PromotionRule | CategoryRule | TopicRule

const countHint = { error: hint('1 以上的整数', '写次数或天数，如 3') }
const count = z.int(countHint).min(1, countHint)
const windowHint = { error: hint('1 到 366 天', '写天数，如 180') }
const shareHint = { error: hint('0 到 1 之间的占比', '六成写 0.6') }
const share = z.number(shareHint).gt(0, shareHint).max(1, shareHint)
const worthHint = { error: hint('0 以上的数', '写分值，如 5') }
const worth = z.number(worthHint).min(0, worthHint)

/** What a rule goes by, and what it asks of that alone. */
type Goes<R extends AnyPreferenceRule = PreferenceRuleDefinition> = R extends unknown
  ? Omit<R, keyof AnyPreferenceRule>
  : never

const evidence = z.union(
  [
    z
      .strictObject({ discountedOrders: z.strictObject({ minDiscountShare: share }) })
      .transform(({ discountedOrders }): Goes => ({ evidence: 'discountedOrders', ...discountedOrders })),
    z.literal('promotionClicks').transform((kind): Goes => ({ evidence: kind })),
    z
      .strictObject({
        categories: z.strictObject({
          weights: z.strictObject({ view: worth, cart: worth, order: worth }),
          halfLifeDays: count,
          minScore: worth,
          atMost: count,
        }),
      })
      .transform(({ categories }): Goes => ({ evidence: 'categories', ...categories })),
    z
      .strictObject({ topics: z.strictObject({ minDays: count }) })
      .transform(({ topics }): Goes => ({ evidence: 'topics', ...topics })),
  ],
  {
    error: hint(
      '依据：promotionClicks、{ discountedOrders }、{ categories } 或 { topics }',
      '写成其中一种，看 templates/preferences 里的例子',
    ),
  },
)

/** What stands in a tag for the category or topic that is preferred. */
const places: Partial<Record<PreferenceRuleDefinition['evidence'], string>> = {
  categories: '{类目}',
  topics: '{主题}',
}

export const preferenceRuleSchema = z
  .strictObject({
    preferenceRule: idSchema,
    name: titleSchema,
    tag: titleSchema,
    windowDays: z.int(windowHint).min(1, windowHint).max(366, windowHint),
    minCount: count,
    minShare: share,
    evidence,
  })
  .transform(({ preferenceRule, evidence, ...rest }, context): PreferenceRuleDefinition => {
    const place = places[evidence.evidence]
    const named = rest.tag.match(/\{.*?\}|[{}]/g) ?? []
    if (named.join() !== (place ?? '')) {
      const message =
        place === undefined
          ? hint('标签名（不带 { }）', '写成客户身上的标签，如 价格敏感')
          : hint(`带一处 ${place} 的标签名`, `写成 偏好${place}`)
      context.issues.push({ code: 'custom', input: rest.tag, path: ['tag'], message })
    }
    return { id: preferenceRule, ...rest, ...evidence }
  })
