import type { Customer, Tag } from '../../../models/customer.ts'

interface RuleTag {
  name: string
  holds(customer: Customer): boolean
}

/** What was done was done. */
const lasting: RuleTag[] = [
  { name: '看过商品', holds: ({ traits }) => atLeast(traits.productViews, 1) },
  { name: '点过链接', holds: ({ traits }) => traits.lastClickAt instanceof Date },
]
/** Go again with the orders that gave them: what is refunded in full was never bought. */
const buying: RuleTag[] = [
  { name: '已购买', holds: ({ traits }) => atLeast(traits.ordersCount, 1) },
  { name: '复购', holds: ({ traits }) => atLeast(traits.ordersCount, 2) },
]
/** Tags that behaviour gives. */
const ruleTags = [...lasting, ...buying]

/** Whether behaviour gives a tag of this name. */
export const isBehaviourTag = (name: string): boolean => ruleTags.some((rule) => rule.name === name)

/** Whether behaviour gives this tag, and would give it again. */
export const followsBehaviour = ({ name, kind }: Pick<Tag, 'name' | 'kind'>): boolean =>
  kind === 'rule' && ruleTags.some((rule) => rule.name === name)

export function addRuleTags(draft: Customer, now: Date): void {
  for (const { name, holds } of ruleTags) {
    if (holds(draft) && !draft.tags.some((tag) => tag.name === name)) {
      draft.tags.push({ name, kind: 'rule', at: now })
    }
  }
}

/** Takes away the tags of purchases that count no longer; one that a person has set is theirs. */
export function dropBuyingTags(draft: Customer): void {
  const gone = buying.filter(({ holds }) => !holds(draft)).map(({ name }) => name)
  draft.tags = draft.tags.filter(({ name, kind }) => kind !== 'rule' || !gone.includes(name))
}

function atLeast(value: unknown, bound: number): boolean {
  return typeof value === 'number' && value >= bound
}
