import { summarise } from '../../domain/insights/summary.ts'
import { isOwn, numberOf } from '../../domain/orders/own-orders.ts'
import type { Connection } from '../../models/connect.ts'
import type { CouponGrant } from '../../models/coupons.ts'
import type { OrderIntent } from '../../models/order-intents.ts'
import type { Order } from '../../models/orders.ts'
import type { ReconciledDay } from '../../models/reconciled-days.ts'
import type { Sandbox } from '../../sandbox/contract.ts'
import { openWork } from '../kill/open-work.ts'
import { type Books, faultsOf } from './books.ts'
import { isPaidIn, type Purchase, someFen } from './customers.ts'
import { common, rare } from './shop.ts'

/** Everything that must not be when the shop has come to rest, in words. */
export async function shopFindings(given: {
  sandbox: Sandbox
  connection: Connection
  purchases: readonly Purchase[]
  /** Numbers of those who raced; null of whoever came too late. */
  raced: readonly (string | null)[]
}): Promise<string[]> {
  const { sandbox, connection, purchases, raced } = given
  const all = <T extends object>(name: string) =>
    connection.collection(name).find({}).toArray() as unknown as Promise<T[]>
  const orders = (await all<Order>('orders')).filter(isOwn)
  const byNumber = new Map(orders.map((order) => [numberOf(order), order]))
  const books: Books = { sandbox, connection, placed: [...byNumber.keys()], skus: [rare.id, common.id] }
  const won = raced.filter((no) => no !== null)
  const promised = [...won, ...purchases.flatMap(({ no }) => no ?? [])]
  return [
    ...(await faultsOf(books)),
    ...raceFindings(won, byNumber),
    ...purchases.flatMap((purchase) => purchaseFindings(purchase, byNumber)),
    ...(orders.length === promised.length
      ? []
      : [`${promised.length} orders were promised, there are ${orders.length}`]),
    ...couponFindings(await all<CouponGrant>('coupons'), purchases, byNumber),
    ...(await all<OrderIntent>('orderIntents'))
      .filter(({ dueAt, state }) => dueAt !== undefined || (state !== 'done' && state !== 'refused'))
      .map(({ no, state }) => `the intent of ${no} is ${state}`),
    ...orders
      .filter(({ own }) => own.dueAt !== undefined || own.lookAt !== undefined)
      .map(({ _id }) => `${_id} is not finished`),
    ...dayFindings(await all<ReconciledDay>('reconciledDays')),
    ...openWork({
      summary: await summarise(connection),
      customers: await all('customers'),
      inbox: await all('inbox'),
      events: await all('events'),
      touches: await all('touches'),
      runs: await all('runs'),
      tasks: await all('tasks'),
    }),
  ]
}

type Orders = ReadonlyMap<string, Order>

function raceFindings(won: readonly string[], orders: Orders): string[] {
  const paid = [...orders.values()].filter(
    ({ own }) => own?.step === 'paid' && own.lines.some(({ skuId }) => skuId === rare.id),
  )
  return [
    ...(won.length === rare.onHand ? [] : [`${won.length} were told they have one of ${rare.onHand}`]),
    ...(paid.length === rare.onHand ? [] : [`${paid.length} paid for one of ${rare.onHand}`]),
  ]
}

/** It has come to what they wanted. */
function purchaseFindings({ phone, fate, no = '' }: Purchase, orders: Orders): string[] {
  const own = orders.get(no)?.own
  const back = (own?.refunds ?? []).reduce((sum, { state, fen }) => sum + (state === 'done' ? fen : 0), 0)
  const backFen = fate === 'want all back' ? own?.totalFen : fate === 'want some back' ? someFen : 0
  const expected = { step: isPaidIn(fate) ? 'paid' : 'closed', back: backFen }
  const became = { step: own?.step, back }
  return JSON.stringify(became) === JSON.stringify(expected)
    ? []
    : [`${phone.person.name} wanted to ${fate}, and ${no} is ${JSON.stringify(became)}`]
}

/** Everybody was given one; it is used by their order, or theirs again. */
function couponFindings(
  grants: readonly CouponGrant[],
  purchases: readonly Purchase[],
  orders: Orders,
): string[] {
  const count = grants.length === purchases.length ? [] : [`${grants.length} coupons for ${purchases.length}`]
  return purchases
    .flatMap(({ fate, withCoupon, no = '' }) => {
      const order = orders.get(no)
      const grant = grants.find(({ _id }) => _id === order?.own?.coupon)
      if (!withCoupon) return []
      const expected = !isPaidIn(fate) ? 'granted' : fate === 'want all back' ? 'returned' : 'redeemed'
      return grant?.state === expected ? [] : [`the coupon of ${no} is ${grant?.state} and not ${expected}`]
    })
    .concat(count)
}

function dayFindings(days: readonly ReconciledDay[]): string[] {
  const compared = days.filter(({ at }) => at !== undefined)
  return compared.length === 2 ? [] : [`the bills of ${compared.length} days were compared, and not of 2`]
}
