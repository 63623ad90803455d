import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { OwnOrder } from '../../models/own-order.ts'
import type { DifferenceKind, PaymentDifferenceStore, Settlement } from '../../models/payment-differences.ts'
import type { Clock } from '../clock.ts'
import { claimedFen, isOwn } from '../orders/own-orders.ts'
import type { BookPayment } from './book-payment.ts'
import type { MoveRefund } from './move-refund.ts'
import { paymentOf, refundIn } from './own-money.ts'
import type { Payments, TradeLine } from './ports.ts'

/**
 * What a bill tells and we have not heard of: a notice that never came, an answer that was lost. A bill books nothing: it is asked
 * about, and what the answer says is booked and told.
 */
export function createCatchUp(deps: {
  platform: Pick<Payments, 'query' | 'queryRefund'>
  orders: Pick<OrderStore, 'find'>
  differences: Pick<PaymentDifferenceStore, 'note'>
  bookPayment: BookPayment
  refundTold: MoveRefund['told']
  clock: Clock
}) {
  const { platform, orders, differences, clock } = deps

  async function mended(day: string, kind: DifferenceKind, ref: string, line: TradeLine, as: Settlement) {
    const at = clock.now()
    const { no, fen, at: happenedAt, transactionId } = line
    await differences.note({
      ...{ _id: `${day}:${kind}:${ref}`, day, kind, from: 'bill', ref, no, ours: 0, theirs: fen },
      line: {
        ...{ fen, at: happenedAt, transactionId },
        ...(line.kind === 'refund' && { refundId: line.refundId }),
      },
      ...{ seenAt: at, settledAt: at, settledAs: as },
    })
  }

  async function payment(day: string, own: OwnOrder, line: Extract<TradeLine, { kind: 'paid' }>) {
    if (isDealtWith(own)) return
    const said = await platform.query(line.no)
    if (said.kind !== 'paid') return
    const became = await deps.bookPayment(said.transaction)
    if (became === 'booked') await mended(day, 'missingHere', line.transactionId, line, 'booked')
  }

  /** A bill never corrects the state of a refund: the query tells how it ended. */
  async function refund(day: string, own: OwnOrder, line: Extract<TradeLine, { kind: 'refund' }>) {
    const known = refundIn(own, line.refundNo)
    if (known?.state !== 'pending') return
    const said = await platform.queryRefund(line.refundNo)
    if (said.kind !== 'told' || (await deps.refundTold(said.refund)) !== 'booked') return
    if (known.refundId === undefined) await mended(day, 'refundUnknown', line.refundNo, line, 'booked')
  }

  return async function catchUp(day: string, line: TradeLine): Promise<void> {
    const order = await orders.find(orderKey(line.no, 'kelu'))
    if (!isOwn(order)) return
    await (line.kind === 'paid' ? payment(day, order.own, line) : refund(day, order.own, line))
  }
}

/** Its payment is booked; where it came too late, it is on its way back. */
const isDealtWith = (own: OwnOrder): boolean =>
  paymentOf(own) !== null && (own.latePayment === undefined || claimedFen(own) > 0)
