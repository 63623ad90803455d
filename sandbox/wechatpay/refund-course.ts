import { tellRefund } from './notices.ts'
import type { PayOrder, PayRefund, RefundFate, RefundStatus } from './state.ts'
import type { PayCall, PayWorld } from './world.ts'

/** To a balance within minutes; a refund is given up after a week without money or way. */
const ends: Record<Exclude<RefundFate, 'stuck'>, { afterMs: number; status: RefundStatus }> = {
  success: { afterMs: 5_000, status: 'SUCCESS' },
  abnormal: { afterMs: 60_000, status: 'ABNORMAL' },
  closed: { afterMs: 7 * 86_400_000, status: 'CLOSED' },
}

/** What becomes of a refund that was accepted, and when it is told; `from` when it was, unless it is a second way. */
export function planRefundEnd(
  order: PayOrder,
  refund: PayRefund,
  { world, keys, from = refund.createdAt }: Pick<PayCall, 'world' | 'keys'> & { from?: Date },
): void {
  const { refundFate } = world.state
  if (refundFate === 'stuck') return
  const { afterMs, status } = ends[refundFate]
  world.scheduler.at(new Date(from.getTime() + afterMs), async (due) => {
    endRefund(order, refund, status, due, world)
    await tellRefund(order, refund, { world, keys })
  })
}

function endRefund(
  order: PayOrder,
  refund: PayRefund,
  status: RefundStatus,
  at: Date,
  world: PayWorld,
): void {
  refund.status = status
  if (status === 'SUCCESS') refund.successAt = at
  if (status !== 'CLOSED') return
  const { outRefundNo, refundId, fen, payerFen } = refund
  const { outTradeNo, transactionId = '' } = order
  world.state.movements.push({
    ...{ at, kind: 'returned', outTradeNo, transactionId, outRefundNo, refundId, fen, payerFen },
  })
}
