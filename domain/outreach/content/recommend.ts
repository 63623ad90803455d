import type { Customer } from '../../../models/customer.ts'
import type { Touch } from '../../../models/touch.ts'
import { eventNamesOf, historyMs, itemsOf, matches } from '../../audience/evaluate.ts'
import type { Customers } from '../../customers/contract.ts'
import type { MessageDefinition } from '../../language/message.ts'
import type { Candidate, VariableDefinition } from '../../language/variable.ts'
import { type Choice, canBeHad, choiceOnSale, type ShopProduct } from './shop-products.ts'

/** The newest of one customer that are looked at. */
const mostEvents = 2_000

export interface RecommendParts {
  customers: Pick<Customers, 'history'>
  /** Products of the own shop, as they stand now or stood moments ago; empty where nothing is sold. */
  shopProducts: () => Promise<readonly ShopProduct[]>
}

type Recommendation = Extract<VariableDefinition, { kind: 'recommend' }>

export interface Recommended {
  /** By variable; undefined when the message recommends nothing. */
  said?: Record<string, string>
  /** What those drawn from the products on sale were chosen by, by variable. */
  because?: Record<string, string>
}

/**
 * What the message's `recommend` variables say in this touch, by name; undefined when it has none. From the first attempt on
 * that is what the touch holds, so that a repeat and another channel say the same, whatever was bought meanwhile.
 */
export async function recommend(
  { customers, shopProducts }: RecommendParts,
  message: MessageDefinition,
  { attempts, recommended = {} }: Pick<Touch, 'attempts' | 'recommended'>,
  customer: Customer,
  now: Date,
): Promise<Recommended> {
  const all = Object.entries(message.variables).flatMap(([name, variable]) =>
    variable.kind === 'recommend' ? [{ name, variable }] : [],
  )
  if (all.length === 0) return {}
  const said = attempts.length > 0 ? recommended : {}
  const open = all.filter(({ name }) => !Object.hasOwn(said, name))
  if (open.length === 0) return { said }

  const asked = open.flatMap(({ variable }) =>
    variable.products.flatMap((offer) => (offer === 'on sale' ? [] : (offer.when ?? []))),
  )
  // However long ago: what is stored of it counts.
  const orders = await customers.history(customer, ['order.paid'], new Date(0), mostEvents)
  const names = [...new Set(asked.flatMap(eventNamesOf))]
  const lookBack = new Date(now.getTime() - historyMs)
  const events = names.length === 0 ? [] : await customers.history(customer, names, lookBack, mostEvents)
  const items = orders.flatMap(({ props }) => itemsOf(props))
  const isBought = boughtIn(items)
  const shop = await shopProducts()
  const fits = (one: Candidate): boolean =>
    !isBought(one) &&
    canBeHad(one, shop) &&
    (one.when === undefined || matches(one.when, { customer, events }, now))
  const choose = ({ products, default: otherwise }: Recommendation): Choice => {
    for (const offer of products) {
      if (offer !== 'on sale') {
        if (fits(offer)) return { product: offer.product }
        continue
      }
      const found = choiceOnSale(shop, { customer, items, isBought })
      if (found) return found
    }
    return { product: otherwise }
  }
  const chosen = open.map(({ name, variable }) => ({ name, ...choose(variable) }))
  const because = chosen.flatMap((each) => (each.because === undefined ? [] : [[each.name, each.because]]))
  return {
    said: { ...said, ...Object.fromEntries(chosen.map(({ name, product }) => [name, product])) },
    ...(because.length > 0 && { because: Object.fromEntries(because) }),
  }
}

/** Shops name a product in their orders by its id, by its name, or by both. */
function boughtIn(items: readonly Record<string, unknown>[]): (candidate: Candidate) => boolean {
  const names = new Set(items.map(({ name }) => (typeof name === 'string' ? name.trim() : undefined)))
  const ids = new Set(items.map(({ productId }) => productId))
  return ({ product, productId }) => names.has(product) || (productId !== undefined && ids.has(productId))
}
