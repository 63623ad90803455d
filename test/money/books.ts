import { isOwn } from '../../domain/orders/own-orders.ts'
import type { OwnOrder } from '../../models/own-order.ts'
import type { WechatpayOrder } from '../../sandbox/contract.ts'
import type { Play } from './deeds.ts'

/** What is wrong when everything is over; nothing, where each fen of the platform is a fen of ours. */
export async function faultsOf({ money, skus, placed }: Play): Promise<string[]> {
  const { sandbox, town, differences } = money
  const theirs = new Map((await sandbox.wechatpayOrders()).map((order) => [order.outTradeNo, order]))
  const faults: string[] = []
  const sold = new Map<string, number>()
  let oursFen = 0
  for (const { no } of placed) {
    const order = await town.stores.orders.find(`kelu:${no}`)
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
    faults.push(...eventFaults(no, own, await town.told(no)))
    for (const { skuId, quantity } of own.step === 'paid' ? own.lines : []) {
      sold.set(skuId, (sold.get(skuId) ?? 0) + quantity)
    }
    if (own.coupon !== undefined) {
      const grant = await town.stores.coupons.find(own.coupon)
      const isBack = own.step === 'closed' || sumOf(own, ['done']) === own.totalFen
      const expected = isBack ? ['granted', 'returned', 'redeemed'] : ['redeemed']
      if (grant?.state === 'locked' || !expected.includes(grant?.state ?? 'granted')) {
        faults.push(`${no}: its coupon is ${grant?.state}`)
      }
    }
  }
  for (const skuId of skus) {
    const stock = await town.stockOf(skuId)
    if (stock.held !== 0) faults.push(`${skuId}: ${stock.held} are still held`)
    if (stock.sold !== (sold.get(skuId) ?? 0))
      faults.push(`${skuId}: ${stock.sold} sold, ${sold.get(skuId)} paid`)
    if (stock.free + stock.held !== stock.onHand) faults.push(`${skuId}: ${JSON.stringify(stock)}`)
  }
  const theirsFen = (await sandbox.wechatpayMoney()).reduce(
    (sum, { kind, fen }) => sum + (kind === 'refunded' ? -fen : fen),
    0,
  )
  if (oursFen !== theirsFen) faults.push(`the platform holds ${theirsFen} fen, we say ${oursFen}`)
  const open = await differences.list({ state: 'open', limit: 1_000 })
  faults.push(...open.filter(({ from }) => from === 'bill').map(({ _id }) => `a bill differs: ${_id}`))
  return faults
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
