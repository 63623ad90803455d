import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Clock } from '../clock.ts'
import type { Coupons } from '../coupons/contract.ts'
import type { Customers } from '../customers/contract.ts'
import { countedOrders, netFen } from '../customers/traits/order-ledger.ts'

/** What a salesperson should know of a customer before talking to them. */
export interface TaskFacts {
  nickname?: string
  /** 138****2716 */
  phone?: string
  /** Products looked at in the last 30 days, newest first, at most three. */
  viewed: string[]
  /** What salespeople sent and she read in the last 30 days, newest first, at most three. */
  read: { title: string; at: Date }[]
  lastOrder?: { at: Date; product?: string; fen?: number }
  orderCount: number
  /** The coupon that can still be used and ends first. */
  coupon?: { name: string; code: string; validUntil: Date }
  /** Newest last. */
  tags: string[]
}

const viewedWithinMs = 30 * 86_400_000

/** Reads the facts of a customer as they are now. */
export function createTaskFacts(deps: {
  customers: Pick<Customers, 'history' | 'masked'>
  coupons: Pick<Coupons, 'of'>
  clock: Clock
}) {
  const { customers, coupons, clock } = deps

  return async function factsOf(customer: Customer): Promise<TaskFacts> {
    const now = clock.now()
    const since = new Date(now.getTime() - viewedWithinMs)
    const [views, readings, held] = await Promise.all([
      customers.history(customer, ['product.viewed'], since, 30),
      customers.history(customer, ['material.viewed'], since, 30),
      coupons.of(customer._id),
    ])
    const usable = held
      .filter(({ validFrom, validUntil }) => validFrom <= now && now < validUntil)
      .sort((a, b) => a.validUntil.getTime() - b.validUntil.getTime())[0]
    const products = views.toReversed().flatMap(({ props }) => productOf(props))
    const counted = countedOrders(customer.orders ?? [])
    const [last] = counted
    return {
      nickname: customer.profile.nickname,
      phone: customers.masked(customer).phone,
      read: newestByTitle(readings).slice(0, 3),
      viewed: [...new Set(products)].slice(0, 3),
      lastOrder: last && { at: last.payment.at, fen: netFen(last), product: last.payment.product },
      orderCount: counted.length,
      coupon: usable && { name: usable.name, code: usable.code, validUntil: usable.validUntil },
      tags: customer.tags.map(({ name }) => name),
    }
  }
}
export type TaskFactsReader = ReturnType<typeof createTaskFacts>

function newestByTitle(readings: readonly KeluEvent[]): TaskFacts['read'] {
  const newest = new Map(readings.map(({ props, at }) => [String(props.title), at]))
  return [...newest].map(([title, at]) => ({ title, at })).sort((a, b) => b.at.getTime() - a.at.getTime())
}

/** The shop may name the product beside its id. */
function productOf({ productName, name, productId }: Record<string, unknown>): string[] {
  const words = [productName, name, productId].find((each) => typeof each === 'string' && each.trim() !== '')
  return typeof words === 'string' ? [words] : []
}
