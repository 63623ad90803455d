import type { Customer, Tag } from '../../../models/customer.ts'
import type { BuyerRules } from '../../language/buyer-rules.ts'

const prefix = '年消费:'

/** Whether a tag says what somebody spent within a year. */
export const followsSpend = ({ name, kind }: Pick<Tag, 'name' | 'kind'>): boolean =>
  kind === 'rule' && name.startsWith(prefix)

/** The one tag of the highest bound a year's spend is above, by the bounds of `rfmM`; none below all of them. */
export function refreshSpendTag(draft: Customer, now: Date, { monetaryFen }: BuyerRules['rfm']): void {
  const { spend365Fen } = draft.traits
  const above = monetaryFen.find((bound) => typeof spend365Fen === 'number' && spend365Fen > bound)
  const wanted = above === undefined ? undefined : `${prefix}超${above / 100}元`
  draft.tags = draft.tags.filter((tag) => !followsSpend(tag) || tag.name === wanted)
  if (wanted !== undefined && !draft.tags.some(({ name }) => name === wanted)) {
    draft.tags.push({ name: wanted, kind: 'rule', at: now })
  }
}
