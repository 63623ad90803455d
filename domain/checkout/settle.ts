import type { CouponGrant } from '../../models/coupons.ts'
import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { OwnOrder, ToldPayment } from '../../models/own-order.ts'
import type { SkuStore } from '../../models/skus.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import { isOwn, numberOf, type OwnOrderDocument } from '../orders/own-orders.ts'
import type { Settle } from './contract.ts'
import type { createTell } from './tell.ts'

/** Whoever decided it is given this long to do what follows, before somebody else does it as well. */
const followMs = 30_000
const batch = 200

export interface SettleDeps {
  orders: Pick<OrderStore, 'change' | 'find' | 'ownDue'>
  skus: Pick<SkuStore, 'release' | 'sell'>
  /** A coupon by the id of its grant. */
  grant(id: string): Promise<CouponGrant | null>
  tell: ReturnType<typeof createTell>
  clock: Clock
}

export interface Following {
  /** Does what follows from where that order is, and has not been finished. */
  followUp(order: OwnOrderDocument): Promise<void>
  /** The same for all that nobody finished; how many there were. */
  follow(): Promise<number>
  /** Closes it if the platform was never asked for its money. */
  closeUnasked(no: string, reason: string): Promise<void>
}

/** When somebody else does what follows from a write made now. */
export const followAt = (now: Date): Date => new Date(now.getTime() + followMs)

/**
 * How an own order ends. One conditional update of its document decides: paid or closed, never both. What follows from that is
 * harmless to do again, and is done until `dueAt` is gone.
 */
export function createSettle(deps: SettleDeps): Settle & Following {
  const { orders, skus, tell, clock } = deps

  /** What `edit` makes of an open order; the order after that, and whether it was this call that ended it. */
  async function decide(no: string, edit: (now: Date) => Partial<OwnOrder>) {
    let byUs = false
    await orders.change(orderKey(no, 'kelu'), (known) => {
      byUs = known?.own?.step === 'open'
      if (!byUs || known?.own === undefined) return null
      const now = clock.now()
      const own = { ...known.own, ...edit(now), dueAt: followAt(now) }
      return { ...known, own, ...(own.step === 'closed' && { closedAt: now }) }
    })
    const order = await find(no)
    return order && { order, byUs }
  }

  async function find(no: string): Promise<OwnOrderDocument | null> {
    const order = await orders.find(orderKey(no, 'kelu'))
    return order !== null && isOwn(order) ? order : null
  }

  async function followUp(order: OwnOrderDocument): Promise<void> {
    const { step, dueAt, lines, coupon, isTest, paidAt, closedBecause = '', refunds = [] } = order.own
    if (step === 'open' || dueAt === undefined) return
    const no = numberOf(order)
    if (!isTest) {
      for (const { skuId } of lines) await (step === 'paid' ? skus.sell(skuId, no) : skus.release(skuId, no))
    }
    if (step === 'paid') {
      const grant = coupon === undefined ? null : await deps.grant(coupon)
      await tell.paid(order, paidAt ?? clock.now())
      if (grant !== null) await tell.redeemed(order, paidAt ?? clock.now(), grant)
      for (const refund of refunds)
        if (refund.state === 'requested' && refund.begunBy === undefined) {
          await tell.refundRequested(order, refund)
        }
    } else {
      await tell.closed(order, order.closedAt ?? clock.now(), closedBecause)
    }
    await orders.change(order._id, (known) => {
      // Somebody may have more to be done by now.
      if (known?.own?.dueAt?.getTime() !== dueAt.getTime()) return null
      const { dueAt: _, ...own } = known.own
      return { ...known, own }
    })
  }

  async function noteLate(order: OwnOrderDocument, latePayment: ToldPayment): Promise<void> {
    await orders.change(order._id, (known) =>
      known?.own === undefined || known.own.latePayment
        ? null
        : { ...known, own: { ...known.own, latePayment } },
    )
  }

  async function close(no: string, reason: string): Promise<'closed' | 'again' | 'paid' | 'unknown'> {
    const decided = await decide(no, () => ({ step: 'closed', closedBecause: reason }))
    if (decided === null) return 'unknown'
    const { order, byUs } = decided
    await followUp(order)
    if (byUs) return 'closed'
    return order.own.step === 'paid' ? 'paid' : 'again'
  }

  return {
    followUp,
    close,
    async closeUnasked(no, reason) {
      const order = await find(no)
      if (order?.own.step === 'open' && order.own.prepay === undefined) await close(no, reason)
    },

    async paid(no, payment) {
      const { transactionId, totalFen, payerTotalFen, paidAt } = payment
      const before = await find(no)
      if (before === null) return 'unknown'
      if (before.own.totalFen !== totalFen) {
        throw new DomainError('payment.contradicts', { no, expectedFen: before.own.totalFen, totalFen })
      }
      const decided = await decide(no, (now) => ({
        step: 'paid',
        transactionId,
        payerTotalFen,
        paidAt: paidAt < now ? paidAt : now,
      }))
      if (decided === null) return 'unknown'
      const { order, byUs } = decided
      await followUp(order)
      if (byUs) return 'booked'
      if (order.own.step === 'closed') {
        await noteLate(order, payment)
        return 'tooLate'
      }
      if (order.own.transactionId !== transactionId) {
        throw new DomainError('payment.contradicts', { no, transactionId })
      }
      return 'again'
    },

    async refunded(no, refund) {
      const order = await find(no)
      if (order === null) return 'unknown'
      const isKnown = order.refunds?.some(({ id }) => id === refund.refundNo) ?? false
      await tell.refunded(order, refund)
      return isKnown ? 'again' : 'booked'
    },

    async dueForClosing(limit = batch) {
      const due = await orders.ownDue(['open'], clock.now(), limit)
      return due.map(numberOf)
    },

    async follow() {
      const due = await orders.ownDue(['paid', 'closed'], clock.now(), batch)
      for (const order of due) if (isOwn(order)) await followUp(order)
      return due.length
    },
  }
}
