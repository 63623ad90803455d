import type { Customer } from '../../../models/customer.ts'
import type { BuyerRules } from '../../language/buyer-rules.ts'
import { refreshOrderTraits } from '../traits/orders.ts'

/** What rules of tiers, and of scores, decide. */
export const sortedTraits = {
  tiers: ['tier'],
  rfm: ['rfmGroup', 'rfmR', 'rfmF', 'rfmM'],
} as const satisfies Record<keyof BuyerRules, readonly string[]>

export type SortedTrait = (typeof sortedTraits)[keyof BuyerRules][number]

/** One trait of somebody by the rules in force, and by edited ones. */
export interface BuyerMove {
  trait: SortedTrait
  from: string
  to: string
}

/** What other rules change of a buyer. */
export interface BuyerMoves {
  moves: BuyerMove[]
  gains: string[]
  loses: string[]
}

const all: readonly SortedTrait[] = Object.values(sortedTraits).flat()

/**
 * Both sides are worked out at the same moment by what scores buyers anew once rules are published: what time alone has changed
 * since is no work of the rules. Null where nothing changes; who never bought stands outside both.
 */
export function buyerMoves(
  customer: Customer,
  now: Date,
  { before, after }: { before: BuyerRules; after: BuyerRules },
): BuyerMoves | null {
  if (!customer.orders?.length) return null
  const [had, has] = [sortedBy(customer, now, before), sortedBy(customer, now, after)]
  const moves = all.flatMap((trait): BuyerMove[] => {
    const [from, to] = [had.traits[trait], has.traits[trait]]
    return from === undefined || to === undefined || from === to
      ? []
      : [{ trait, from: String(from), to: String(to) }]
  })
  const [gains, loses] = [tagsBeyond(has, had), tagsBeyond(had, has)]
  return moves.length + gains.length + loses.length === 0 ? null : { moves, gains, loses }
}

function sortedBy(customer: Customer, now: Date, rules: BuyerRules): Pick<Customer, 'traits' | 'tags'> {
  const draft = { ...customer, traits: { ...customer.traits }, tags: [...customer.tags] }
  refreshOrderTraits(draft, now, rules)
  return draft
}

function tagsBeyond({ tags }: Pick<Customer, 'tags'>, other: Pick<Customer, 'tags'>): string[] {
  const there = new Set(other.tags.map(({ name }) => name))
  return tags.flatMap(({ name }) => (there.has(name) ? [] : [name]))
}
