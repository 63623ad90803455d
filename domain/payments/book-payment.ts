import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { DifferenceKind } from '../../models/payment-differences.ts'
import type { Settle } from '../checkout/contract.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import { isOwn } from '../orders/own-orders.ts'
import type { Booking } from './contract.ts'
import type { Flag, Settled } from './flags.ts'
import { lateRefundNo, refundIn, withLookAt } from './own-money.ts'
import type { ToldTransaction } from './ports.ts'

/** Whose money it is. */
export interface Merchant {
  mchid: string
  appid: string
}

export type BookPayment = ReturnType<typeof createBookPayment>

/**
 * The one door for a payment, whoever tells of it: a notice, a query, or one the bill led to. What it says is compared with our own
 * order first; what differs is flagged and books nothing. Money of an order that was closed goes back by itself.
 */
export function createBookPayment(deps: {
  merchant: Merchant
  orders: Pick<OrderStore, 'find' | 'change'>
  book: Pick<Settle, 'paid'>
  flag: Flag
  settled: Settled
  clock: Clock
}) {
  const { merchant, orders, book, flag, settled, clock } = deps

  async function differenceOf(
    told: ToldTransaction,
  ): Promise<[DifferenceKind, string | number, string | number] | null> {
    if (told.mchid !== merchant.mchid) return ['otherMerchant', merchant.mchid, told.mchid]
    if (told.appid !== merchant.appid) return ['otherApp', merchant.appid, told.appid]
    if (told.currency !== 'CNY') return ['otherCurrency', 'CNY', told.currency]
    const order = await orders.find(orderKey(told.no, 'kelu'))
    if (!isOwn(order)) return ['missingHere', 0, told.totalFen]
    const { totalFen, transactionId = told.transactionId } = order.own
    if (totalFen !== told.totalFen) return ['otherAmount', totalFen, told.totalFen]
    return transactionId === told.transactionId
      ? null
      : ['otherTransaction', transactionId, told.transactionId]
  }

  async function flagged(
    kind: DifferenceKind,
    told: ToldTransaction,
    ours?: string | number,
    theirs?: string | number,
  ) {
    await flag({ kind, ref: told.transactionId, no: told.no, ours, theirs })
    return 'flagged' as const
  }

  /** Set in the order before anybody is asked for it; sent by who looks at orders next. */
  async function giveBack(told: ToldTransaction): Promise<void> {
    const refundNo = lateRefundNo(told.no)
    await orders.change(orderKey(told.no, 'kelu'), (known) => {
      if (!isOwn(known) || refundIn(known.own, refundNo)) return null
      const now = clock.now()
      const refund = {
        ...{ refundNo, fen: told.totalFen, reason: '订单已关闭，退回付款', at: now },
        state: 'pending' as const,
        look: { at: now, times: 0 },
      }
      return { ...known, own: withLookAt({ ...known.own, refunds: [...(known.own.refunds ?? []), refund] }) }
    })
  }

  return async function bookPayment(told: ToldTransaction): Promise<Booking> {
    const differs = await differenceOf(told)
    if (differs !== null) return flagged(differs[0], told, differs[1], differs[2])
    const { transactionId, totalFen, payerTotalFen, paidAt } = told
    try {
      const became = await book.paid(told.no, { transactionId, totalFen, payerTotalFen, paidAt })
      if (became === 'unknown') return flagged('missingHere', told, 0, totalFen)
      if (became !== 'tooLate') return became
      await giveBack(told)
      await settled.givenBack({ ref: transactionId, no: told.no, fen: totalFen })
      return 'givenBack'
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'payment.contradicts') throw error
      return flagged('otherTransaction', told, undefined, transactionId)
    }
  }
}
