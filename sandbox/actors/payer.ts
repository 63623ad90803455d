import type { CashierCall, Payment, WechatpayTurns } from '../contract.ts'
import type { People } from '../people.ts'
import { cashierFault } from '../wechatpay/cashier.ts'
import { type Forgery, forged } from '../wechatpay/forgeries.ts'
import { tellPaid } from '../wechatpay/notices.ts'
import { aNumber, type PayOrder } from '../wechatpay/state.ts'
import type { PayWorld } from '../wechatpay/world.ts'

/** People who pay, and what WeChat Pay makes of payments and refunds. */
export function createPayers(world: PayWorld, people: People) {
  const { state, clock } = world

  function orderOfPrepay(prepayId: string): PayOrder | undefined {
    return [...state.orders.values()].find(({ prepays }) => prepays.has(prepayId))
  }

  /** Why this person cannot pay this prepay now; undefined when they can. */
  function hindrance(order: PayOrder | undefined, prepayId: string, openid: string): string | undefined {
    if (order === undefined) return 'no such prepay_id'
    if ((order.prepays.get(prepayId) as Date) <= clock.now()) return 'the prepay_id is over'
    if (order.openid !== openid) return 'somebody else’s order'
    if (order.state !== 'NOTPAY') return `the order is ${order.state}`
    return order.expiresAt <= clock.now() ? 'the order is over' : undefined
  }

  async function pay(input: { person: string; prepayId: string; couponFen?: number }): Promise<Payment> {
    const { prepayId, couponFen = 0 } = input
    const order = orderOfPrepay(prepayId)
    const reason = hindrance(order, prepayId, people.person(input.person).openid)
    if (reason !== undefined || order === undefined) return { kind: 'refused', reason: reason ?? '' }
    if (couponFen < 0 || couponFen >= order.totalFen) throw new Error('a coupon pays less than the whole')
    const transactionId = aNumber(state, '4200')
    const at = clock.now()
    Object.assign(order, { state: 'SUCCESS', typing: false, transactionId, paidAt: at, couponFen })
    const { outTradeNo, totalFen } = order
    state.movements.push({
      ...{ at, kind: 'paid', outTradeNo, transactionId, fen: totalFen, payerFen: totalFen - couponFen },
    })
    await tellPaid(order, { world, keys: await world.keys() })
    return { kind: 'paid', transactionId }
  }

  async function requestPayment(input: {
    person: string
    parameters: CashierCall
    couponFen?: number
  }): Promise<Payment> {
    const { person, parameters, couponFen } = input
    const reason = cashierFault(parameters, world.settings.mpAppId, await world.keys())
    if (reason !== undefined) return { kind: 'refused', reason }
    const prepayId = parameters.package.slice('prepay_id='.length)
    return pay({ person, prepayId, ...(couponFen !== undefined && { couponFen }) })
  }

  function orderOf(outTradeNo: string): PayOrder {
    const order = state.orders.get(outTradeNo)
    if (order === undefined) throw new Error(`nothing was ordered under ${outTradeNo}`)
    return order
  }

  return {
    pay,
    requestPayment,
    async typePassword({ prepayId, typing }: { prepayId: string; typing: boolean }) {
      const order = orderOfPrepay(prepayId)
      if (order?.state !== 'NOTPAY') throw new Error('there is nothing to pay by this prepay_id')
      order.typing = typing
    },
    /** Sends a notice of this order's payment that must not be believed; gives the status it was answered with. */
    async forgePaidNotice({ outTradeNo, as }: { outTradeNo: string; as: Forgery }) {
      const target = world.courier.target()
      if (target === undefined) throw new Error('the sandbox does not know where Kelu is')
      const outbound = forged(orderOf(outTradeNo), as, world, await world.keys(), target)
      return (await world.courier.ask(outbound)).status
    },
    /** From now on. */
    async setWechatpay(given: WechatpayTurns) {
      Object.assign(state, given)
    },
    async wechatpayKeys() {
      const { merchant, publicKey, apiV3Key } = await world.keys()
      return {
        merchant: { certificate: merchant.certificate, privateKey: merchant.privateKey },
        publicKey: { id: publicKey.serial, pem: publicKey.pem },
        apiV3Key,
      }
    },
    async wechatpayOrders() {
      return [...state.orders.values()].map((order) => ({
        outTradeNo: order.outTradeNo,
        openid: order.openid,
        state: order.state,
        totalFen: order.totalFen,
        couponFen: order.couponFen,
        ...(order.transactionId !== undefined && { transactionId: order.transactionId }),
        refunds: order.refunds.map(({ outRefundNo, refundId, fen, status }) => ({
          ...{ outRefundNo, refundId, fen, status },
        })),
      }))
    },
    async wechatpayMoney() {
      return state.movements.map(({ at, ...movement }) => ({ ...movement, at: at.toISOString() }))
    },
  }
}
