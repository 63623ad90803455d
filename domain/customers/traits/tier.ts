import type { Customer, Tag } from '../../../models/customer.ts'
import type { BuyerRules } from '../../language/buyer-rules.ts'

type Tier = 'high' | 'potential' | 'regular' | 'none'

/** The tags that follow the tier, given and taken away with it. */
const tagOf: Partial<Record<Tier, string>> = { high: '高价值', potential: '潜力' }

/** Whether a tag is one of those. */
export const followsTier = ({ name, kind }: Pick<Tag, 'name' | 'kind'>): boolean =>
  kind === 'rule' && Object.values(tagOf).includes(name)

function tierOf(
  { spend365Fen, purchaseCount }: Customer['traits'],
  { highAboveFen, potentialUpTo }: BuyerRules['tiers'],
): Tier {
  if (typeof spend365Fen === 'number' && spend365Fen > highAboveFen) return 'high'
  if (typeof purchaseCount !== 'number' || purchaseCount === 0) return 'none'
  return purchaseCount <= potentialUpTo ? 'potential' : 'regular'
}

/** `tier` of the traits that orders left, and its tag. A tag of that name set by a person is theirs and stays. */
export function refreshTier(draft: Customer, now: Date, rules: BuyerRules['tiers']): void {
  const tier = tierOf(draft.traits, rules)
  draft.traits.tier = tier
  const wanted = tagOf[tier]
  const tierTags = Object.values(tagOf)
  draft.tags = draft.tags.filter(
    ({ name, kind }) => kind !== 'rule' || name === wanted || !tierTags.includes(name),
  )
  if (wanted !== undefined && !draft.tags.some(({ name }) => name === wanted)) {
    draft.tags.push({ name: wanted, kind: 'rule', at: now })
  }
}
