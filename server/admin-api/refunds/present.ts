import type { Customers } from '../../../domain/customers/contract.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { claimedFen, numberOf, type OwnOrderDocument } from '../../../domain/orders/own-orders.ts'
import { paymentOf } from '../../../domain/payments/own-money.ts'
import { takesTwo } from '../../../domain/payments/refund-requests.ts'
import type { Customer } from '../../../models/customer.ts'
import type { OwnRefund } from '../../../models/own-order.ts'
import { presentPerson } from '../places/present-person.ts'

/** A refund as the page shows it: phones masked, as everywhere. */
export function presentRefund(
  order: OwnOrderDocument,
  refund: OwnRefund,
  by: {
    customer: Customer | undefined
    customers: Pick<Customers, 'masked'>
    caller: Pick<Caller, 'memberId'>
    reviewAboveFen: number | undefined
  },
) {
  const { refundNo, fen, reason, state, trouble, at, approvals = [], answer, begunBy } = refund
  const { customerId: id, name, phone } = presentPerson(order.customerId, by.customer, by)
  const { lines } = order.own
  return {
    no: numberOf(order),
    refundNo,
    customer: { id, name, phone },
    goods: lines.map((line) => `${line.name} × ${line.quantity}`).join('、'),
    returned: (refund.lines ?? []).map(({ skuId, quantity }) => ({
      name: lines.find((line) => line.skuId === skuId)?.name ?? skuId,
      quantity,
    })),
    paidFen: paymentOf(order.own)?.totalFen ?? 0,
    otherFen: claimedFen(order.own) - (state === 'refused' || state === 'failed' ? 0 : fen),
    fen,
    reason,
    state,
    trouble: trouble ?? null,
    at,
    begunBy: approvals.find((approval) => approval.by === begunBy)?.byName ?? begunBy ?? null,
    sentAt: refund.sentAt ?? null,
    acceptedAt: refund.acceptedAt ?? null,
    doneAt: refund.doneAt ?? null,
    nextAt: state === 'pending' ? (refund.look?.at ?? null) : null,
    approvals: approvals.map(({ byName, at: agreedAt }) => ({ byName, at: agreedAt })),
    needsTwo: takesTwo(fen, by.reviewAboveFen),
    isMine: approvals.some((approval) => approval.by === by.caller.memberId),
    answer: answer ?? null,
  }
}
