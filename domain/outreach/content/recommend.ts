import type { Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import type { Touch } from '../../../models/touch.ts'
import { eventNamesOf, historyMs, itemsOf, matches } from '../../audience/evaluate.ts'
import type { Customers } from '../../customers/contract.ts'
import type { MessageDefinition } from '../../language/message.ts'
import type { Candidate, VariableDefinition } from '../../language/variable.ts'

/** The newest of one customer that are looked at. */
const mostEvents = 2_000

type Recommendation = Extract<VariableDefinition, { kind: 'recommend' }>

/**
 * What the message's `recommend` variables say in this touch, by name; undefined when it has none. From the first attempt on
 * that is what the touch holds, so that a repeat and another channel say the same, whatever was bought meanwhile.
 */
export async function recommend(
  customers: Pick<Customers, 'history'>,
  message: MessageDefinition,
  { attempts, recommended = {} }: Pick<Touch, 'attempts' | 'recommended'>,
  customer: Customer,
  now: Date,
): Promise<Record<string, string> | undefined> {
  const all = Object.entries(message.variables).flatMap(([name, variable]) =>
    variable.kind === 'recommend' ? [{ name, variable }] : [],
  )
  if (all.length === 0) return undefined
  const said = attempts.length > 0 ? recommended : {}
  const open = all.filter(({ name }) => !Object.hasOwn(said, name))
  if (open.length === 0) return said

  const asked = open.flatMap(({ variable }) => variable.products.flatMap(({ when }) => when ?? []))
  // However long ago: what is stored of it counts.
  const orders = await customers.history(customer, ['order.paid'], new Date(0), mostEvents)
  const names = [...new Set(asked.flatMap(eventNamesOf))]
  const lookBack = new Date(now.getTime() - historyMs)
  const events = names.length === 0 ? [] : await customers.history(customer, names, lookBack, mostEvents)
  const isBought = boughtIn(orders)
  const choose = ({ products, default: otherwise }: Recommendation): string =>
    products.find(
      (one) => !isBought(one) && (one.when === undefined || matches(one.when, { customer, events }, now)),
    )?.product ?? otherwise
  return { ...said, ...Object.fromEntries(open.map(({ name, variable }) => [name, choose(variable)])) }
}

/** Shops name a product in their orders by its id, by its name, or by both. */
function boughtIn(orders: KeluEvent[]): (candidate: Candidate) => boolean {
  const items = orders.flatMap(({ props }) => itemsOf(props))
  const names = new Set(items.map(({ name }) => (typeof name === 'string' ? name.trim() : undefined)))
  const ids = new Set(items.map(({ productId }) => productId))
  return ({ product, productId }) => names.has(product) || (productId !== undefined && ids.has(productId))
}
