import type { Customers } from '../../../domain/customers/contract.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import { claimedFen, numberOf, type OwnOrderDocument } from '../../../domain/orders/own-orders.ts'
import { paymentOf } from '../../../domain/payments/own-money.ts'
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
  const { refundNo, fen, reason, state, trouble, at, doneAt, approvals = [], answer } = refund
  const { customerId: id, name, phone } = presentPerson(order.customerId, by.customer, by)
  const { lines } = order.own
  return {
    no: numberOf(order),
    refundNo,
    customer: { id, name, phone },
    goods: lines.map((line) => `${line.name} × ${line.quantity}`).join('、'),
    paidFen: paymentOf(order.own)?.totalFen ?? 0,
    otherFen: claimedFen(order.own) - (state === 'refused' || state === 'failed' ? 0 : fen),
    fen,
    reason,
    state,
    trouble: trouble ?? null,
    at,
    doneAt: doneAt ?? null,
    approvals: approvals.map(({ byName, at: agreedAt }) => ({ byName, at: agreedAt })),
    needsTwo: by.reviewAboveFen !== undefined && fen > by.reviewAboveFen,
    isMine: approvals.some((approval) => approval.by === by.caller.memberId),
    answer: answer ?? null,
  }
}
