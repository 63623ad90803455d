import type { Customer, Tag } from '../../../models/customer.ts'

/** Tags that behaviour gives. They state what has happened, so they are never taken away by rule. */
const ruleTags: { name: string; holds(customer: Customer): boolean }[] = [
  { name: '看过商品', holds: ({ traits }) => atLeast(traits.productViews, 1) },
  { name: '已购买', holds: ({ traits }) => atLeast(traits.ordersCount, 1) },
  { name: '复购', holds: ({ traits }) => atLeast(traits.ordersCount, 2) },
]

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

function atLeast(value: unknown, bound: number): boolean {
  return typeof value === 'number' && value >= bound
}
