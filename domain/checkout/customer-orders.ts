import type { Customer } from '../../models/customer.ts'
import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { OwnOrder, OwnRefund } from '../../models/own-order.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import { claimedFen, isOwn, nextRefundNo, type OwnOrderDocument } from '../orders/own-orders.ts'
import type { OrderMoney } from '../payments/contract.ts'
import type { Checkout } from './contract.ts'
import { type createSettle, followAt } from './settle.ts'
import type { createTell } from './tell.ts'

export interface CustomerOrdersDeps {
  orders: Pick<OrderStore, 'find' | 'change' | 'ownOf'>
  settle: ReturnType<typeof createSettle>
  tell: Pick<ReturnType<typeof createTell>, 'received' | 'shipped'>
  /** Absent: nobody takes money here, and no order can have been paid. */
  payments?: OrderMoney
  clock: Clock
}

/** What customers do with the orders they placed. Somebody else's does not exist for them. */
export function createCustomerOrders(deps: CustomerOrdersDeps): Omit<Checkout, 'quote' | 'create'> {
  const { orders, settle, tell, payments, clock } = deps
  const idsOf = ({ _id, mergedFrom }: Customer) => [_id, ...mergedFrom]

  async function orderOf(customer: Customer, no: string): Promise<OwnOrderDocument> {
    const order = await orders.find(orderKey(no, 'kelu'))
    const isTheirs = order !== null && idsOf(customer).includes(order.customerId)
    if (!isTheirs || !isOwn(order)) throw new DomainError('order.not_found', { no })
    return order
  }

  return {
    orderOf,
    async ordersOf(customer, { before, limit }) {
      const key = before === undefined ? undefined : orderKey(before, 'kelu')
      return (await orders.ownOf(idsOf(customer), key, limit)).filter(isOwn)
    },

    async pay(customer, no) {
      const { own } = await orderOf(customer, no)
      requireOpen(own, no)
      if (own.expiresAt <= clock.now()) throw new DomainError('order.expired', { no })
      if (payments === undefined) throw new DomainError('payment.not_configured')
      return payments.prepare(no)
    },

    async cancel(customer, no) {
      const { own } = await orderOf(customer, no)
      if (own.step === 'paid') throw new DomainError('order.paid', { no })
      if (own.step === 'open') {
        await (payments ? payments.endUnpaid(no, '客户取消') : settle.closeUnasked(no, '客户取消'))
      }
      const order = await orderOf(customer, no)
      if (order.own.step === 'paid') throw new DomainError('order.paid', { no })
      if (order.own.step === 'open') throw new DomainError('order.undecided', { no })
      return order
    },

    async shipped(no, parcel) {
      const order = await orders.find(orderKey(no, 'kelu'))
      if (order === null || !isOwn(order)) throw new DomainError('order.not_found', { no })
      if (order.own.step !== 'paid') throw new DomainError('order.not_paid', { no })
      await tell.shipped(order, clock.now(), parcel)
    },

    async received(customer, no) {
      const order = await orderOf(customer, no)
      if (!order.shippedAt && !order.deliveredAt) throw new DomainError('order.not_shipped', { no })
      await tell.received(order, clock.now())
      return orderOf(customer, no)
    },

    async askRefund(customer, no, wish) {
      const { _id } = await orderOf(customer, no)
      let asked: OwnRefund | null = null
      await orders.change(_id, (known) => {
        if (known?.own === undefined) return null
        const now = clock.now()
        const made = refundAsked(known.own, no, wish, now)
        asked = made.refund
        if (!made.isNew) return null
        const refunds = [...(known.own.refunds ?? []), made.refund]
        return { ...known, own: { ...known.own, refunds, dueAt: followAt(now) } }
      })
      if (asked === null) throw new DomainError('order.not_found', { no })
      await settle.followUp(await orderOf(customer, no))
      return asked
    },
  }
}

function requireOpen({ step }: OwnOrder, no: string): void {
  if (step === 'paid') throw new DomainError('order.paid', { no })
  if (step === 'closed') throw new DomainError('order.closed', { no })
}

/** The request there is already, if it is the same, or a new one. */
function refundAsked(own: OwnOrder, no: string, wish: { fen?: number; reason: string }, at: Date) {
  if (own.step !== 'paid') throw new DomainError('order.not_paid', { no })
  const { refunds = [], totalFen } = own
  const { fen, reason } = wish
  const open = refunds.find(({ state }) => state === 'requested')
  if (open !== undefined) {
    const isSame = open.reason === reason && (fen === undefined || open.fen === fen)
    if (!isSame) throw new DomainError('refund.open', { refundNo: open.refundNo, fen: open.fen })
    return { refund: open, isNew: false }
  }
  const leftFen = totalFen - claimedFen(own)
  if (leftFen <= 0 || (fen ?? leftFen) > leftFen) throw new DomainError('refund.too_much', { leftFen })
  return {
    refund: { refundNo: nextRefundNo(no, own), fen: fen ?? leftFen, reason, state: 'requested' as const, at },
    isNew: true,
  }
}
