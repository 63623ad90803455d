import { stockOf } from '../../domain/checkout/testing/stock-of.ts'
import { isOwn } from '../../domain/orders/own-orders.ts'
import type { Connection } from '../../models/connect.ts'
import { createCouponStore } from '../../models/coupons.ts'
import { createOrderStore } from '../../models/orders.ts'
import type { OwnOrder } from '../../models/own-order.ts'
import { createPaymentDifferenceStore } from '../../models/payment-differences.ts'
import { createSkuStore } from '../../models/skus.ts'
import type { Sandbox, WechatpayOrder } from '../../sandbox/contract.ts'

/** Both sides' books: what the platform holds, what Kelu's store says, and whose orders and stock are looked at. */
export interface Books {
  sandbox: Pick<Sandbox, 'wechatpayOrders' | 'wechatpayMoney'>
  connection: Connection
  /** Numbers of the orders placed. */
  placed: readonly string[]
  skus: readonly string[]
}

/** What is wrong when everything is over; nothing, where each fen of the platform is a fen of ours. */
export async function faultsOf({ sandbox, connection, placed, skus }: Books): Promise<string[]> {
  const stores = {
    orders: createOrderStore(connection),
    coupons: createCouponStore(connection),
    skus: createSkuStore(connection),
    differences: createPaymentDifferenceStore(connection),
  }
  const theirs = new Map((await sandbox.wechatpayOrders()).map((order) => [order.outTradeNo, order]))
  const told = await toldByOrder(connection)
  const faults: string[] = []
  const sold = new Map<string, number>()
  let oursFen = 0
  for (const no of placed) {
    const order = await stores.orders.find(`kelu:${no}`)
    if (!isOwn(order)) {
      faults.push(`${no} is gone`)
      continue
    }
    const { own, refunds = [] } = order
    faults.push(...orderFaults(no, own, theirs.get(no)))
    const heard = refunds.reduce((sum, { fen }) => sum + fen, 0)
    const done = sumOf(own, ['done'])
    if (heard !== done) faults.push(`${no}: ${heard} fen were told to have gone back, and ${done} did`)
    oursFen +=
      (own.latePayment?.totalFen ?? (own.step === 'paid' ? own.totalFen : 0)) -
      sumOf(own, ['done', 'pending'])
    faults.push(...eventFaults(no, own, told.get(no) ?? []))
    for (const { skuId, quantity } of own.step === 'paid' ? own.lines : []) {
      sold.set(skuId, (sold.get(skuId) ?? 0) + quantity)
    }
    if (own.coupon !== undefined) {
      const grant = await stores.coupons.find(own.coupon)
      const isBack = own.step === 'closed' || sumOf(own, ['done']) === own.totalFen
      const expected = isBack ? ['granted', 'returned', 'redeemed'] : ['redeemed']
      if (grant?.state === 'locked' || !expected.includes(grant?.state ?? 'granted')) {
        faults.push(`${no}: its coupon is ${grant?.state}`)
      }
    }
  }
  for (const skuId of skus) {
    const { held, ...stock } = stockOf(await stores.skus.find(skuId))
    if (held !== 0) faults.push(`${skuId}: ${held} are still held`)
    if (stock.sold !== (sold.get(skuId) ?? 0))
      faults.push(`${skuId}: ${stock.sold} sold, ${sold.get(skuId)} paid`)
    if (stock.free + held !== stock.onHand) faults.push(`${skuId}: ${JSON.stringify(stock)}`)
  }
  const theirsFen = (await sandbox.wechatpayMoney()).reduce(
    (sum, { kind, fen }) => sum + (kind === 'refunded' ? -fen : fen),
    0,
  )
  if (oursFen !== theirsFen) faults.push(`the platform holds ${theirsFen} fen, we say ${oursFen}`)
  const open = await stores.differences.list({ state: 'open', limit: 1_000 })
  faults.push(...open.filter(({ from }) => from === 'bill').map(({ _id }) => `a bill differs: ${_id}`))
  return faults
}

/** Names of the events told of each order, by its number. */
async function toldByOrder(connection: Connection): Promise<Map<string, string[]>> {
  const events = await connection
    .collection<{ name: string; props: { orderId?: string } }>('events')
    .find({}, { projection: { name: 1, 'props.orderId': 1 } })
    .toArray()
  const told = new Map<string, string[]>()
  for (const { name, props } of events) {
    if (props.orderId !== undefined) told.set(props.orderId, [...(told.get(props.orderId) ?? []), name])
  }
  return told
}

const sumOf = ({ refunds = [] }: OwnOrder, states: string[]): number =>
  refunds.reduce((sum, { state, fen }) => sum + (states.includes(state) ? fen : 0), 0)

function orderFaults(no: string, own: OwnOrder, theirs: WechatpayOrder | undefined): string[] {
  const faults: string[] = []
  const isPaidThere = theirs?.transactionId !== undefined
  if (own.step === 'open') faults.push(`${no} is still open (there: ${theirs?.state})`)
  if (own.step === 'paid' && own.transactionId !== theirs?.transactionId)
    faults.push(`${no} was never paid there`)
  if (own.step === 'closed' && isPaidThere && own.latePayment === undefined) {
    faults.push(`${no} was paid there, and we do not know`)
  }
  if (own.latePayment && sumOf(own, ['done', 'pending']) !== own.totalFen)
    faults.push(`${no}: late money is kept`)
  if (sumOf(own, ['done', 'pending']) > own.totalFen) faults.push(`${no}: more goes back than was paid`)
  const back = (theirs?.refunds ?? []).filter(({ status }) => status !== 'CLOSED')
  const there = back.map(({ outRefundNo, fen }) => `${outRefundNo}=${fen}`).sort()
  const here = (own.refunds ?? [])
    .filter(({ state }) => state === 'done' || state === 'pending')
    .map(({ refundNo, fen }) => `${refundNo}=${fen}`)
    .sort()
  if (there.join() !== here.join()) faults.push(`${no}: refunds there ${there}, here ${here}`)
  return faults
}

function eventFaults(no: string, own: OwnOrder, told: string[]): string[] {
  const count = (name: string) => told.filter((one) => one === name).length
  const done = (own.refunds ?? []).filter(({ state }) => state === 'done').length
  const expected: Record<string, number> = {
    'order.created': 1,
    'order.paid': own.step === 'paid' ? 1 : 0,
    'order.closed': own.step === 'closed' ? 1 : 0,
    'order.refunded': done,
  }
  return Object.entries(expected).flatMap(([name, times]) =>
    count(name) === times ? [] : [`${no}: ${name} was told ${count(name)} times and not ${times}`],
  )
}
