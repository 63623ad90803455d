import type { KeluEvent } from '../../../models/event.ts'
import type { CategoryRule } from '../../language/preference-rule.ts'
import { daysSince } from '../traits/buying-cycle.ts'
import type { CountedOrder } from '../traits/order-ledger.ts'
import { dayOf, type Evidence, type Judge, nameIn, reaches, type Told } from './evidence.ts'

/** A product that was looked at, put into the cart or ordered on one day. */
interface Deed extends Told {
  kind: keyof CategoryRule['weights']
  product: string
  category: string | null
}

/** 偏好<类目>: the categories somebody looks at and buys, what is long ago counting for less. */
export const categories: Judge<'categories'> = (rule, evidence, { until }) => {
  const worthOf = ({ kind, at }: Deed) =>
    rule.weights[kind] * 0.5 ** (daysSince(dayOf(at), until) / rule.halfLifeDays)
  const deeds = oncePerDay(deedsIn(evidence))
  const total = sumOf(deeds, worthOf)
  const named = [...new Set(deeds.map(({ category }) => category))].filter((name) => name !== null)
  return named.flatMap((category) => {
    const by = deeds.filter((deed) => deed.category === category)
    const score = sumOf(by, worthOf)
    const share = score / total
    if (by.length < rule.minCount || !reaches(score, rule.minScore) || !reaches(share, rule.minShare)) {
      return []
    }
    const tag = rule.tag.replace('{类目}', () => category)
    return [{ tag, count: by.length, of: deeds.length, share, score, by }]
  })
}

function deedsIn({ events, orders }: Evidence): Deed[] {
  const counted = new Map(orders.map((order) => [order.payment.event, order]))
  return events.flatMap((event) => {
    switch (event.name) {
      case 'product.viewed':
        return [deedOf(event, 'view')]
      case 'cart.added':
        return [deedOf(event, 'cart')]
      case 'order.paid':
        return linesOf(event, counted.get(event._id))
      default:
        return []
    }
  })
}

const deedOf = ({ _id, at, props }: KeluEvent, kind: 'view' | 'cart'): Deed => ({
  kind,
  event: _id,
  at,
  product: String(props.productId ?? ''),
  category: nameIn(props.category),
})

/** The lines of an order that counts; a payment told again, or given back in full, is none. */
function linesOf({ _id, props }: KeluEvent, counted: CountedOrder | undefined): Deed[] {
  if (counted === undefined || !Array.isArray(props.items)) return []
  return (props.items as Record<string, unknown>[]).map(({ productId, name, category }) => ({
    kind: 'order',
    event: _id,
    at: counted.payment.at,
    product: String(productId ?? name ?? ''),
    category: nameIn(category),
  }))
}

/** Looking ten times at one product is looking at it: the last time of a day stands. */
function oncePerDay(deeds: readonly Deed[]): Deed[] {
  const last = new Map<string, Deed>()
  for (const deed of deeds) {
    const key = JSON.stringify([deed.kind, deed.product, deed.category, dayOf(deed.at)])
    // Taken out first: what is left stays oldest first.
    last.delete(key)
    last.set(key, deed)
  }
  return [...last.values()]
}

const sumOf = (deeds: readonly Deed[], worthOf: (deed: Deed) => number): number =>
  deeds.reduce((sum, deed) => sum + worthOf(deed), 0)
