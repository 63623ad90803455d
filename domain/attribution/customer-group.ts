import type { CustomerGroup } from '../../models/attributions.ts'
import type { AttributionRules } from './rules.ts'

const dayMs = 86_400_000
const yearDays = 365

interface Purchase {
  paidAt: Date
  netFen: number
}

/**
 * Pure: what somebody was as a buyer just before an order, by what they had bought by then: 新客首单 without any purchase,
 * 沉睡后回来的 when the last one is longer ago than `sleepingDays`, then 高价值, 潜力 and all others as tiers have them. What was
 * given back in full is no purchase.
 */
export function groupBefore(
  paidAt: Date,
  earlier: readonly Purchase[],
  { sleepingDays, tiers }: Pick<AttributionRules, 'sleepingDays' | 'tiers'>,
): CustomerGroup {
  const daysAgo = ({ paidAt: at }: Purchase) => (paidAt.getTime() - at.getTime()) / dayMs
  if (earlier.length === 0) return 'new'
  if (earlier.every((one) => daysAgo(one) > sleepingDays)) return 'returning'
  const spentFen = earlier
    .filter((one) => daysAgo(one) <= yearDays)
    .reduce((sum, { netFen }) => sum + netFen, 0)
  if (spentFen > tiers.highAboveFen) return 'high'
  return earlier.length <= tiers.potentialUpTo ? 'potential' : 'regular'
}
