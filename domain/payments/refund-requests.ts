import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { OwnRefund } from '../../models/own-order.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Announce } from '../live.ts'
import type { AuditLog } from '../members/audit-log.ts'
import type { Caller } from '../members/caller.ts'
import { claimedFen, isOwn } from '../orders/own-orders.ts'
import { paymentOf, refundIn, without, withRefund } from './own-money.ts'

/** Above the company's amount a refund takes two people; without an amount none does. */
export const takesTwo = (fen: number, aboveFen: number | undefined): boolean =>
  aboveFen !== undefined && fen > aboveFen

type Decider = Pick<Caller, 'memberId' | 'name' | 'address'>

/** 退款审批: what a customer asked back, decided by a person; above the company's amount by two. */
export function createRefundRequests(deps: {
  orders: Pick<OrderStore, 'find' | 'change'>
  auditLog: Pick<AuditLog, 'record'>
  /** More than that takes a second person; absent = nothing does. */
  reviewAboveFen: () => number | undefined
  announce: Announce
  clock: Clock
}) {
  const { orders, auditLog, announce, clock } = deps

  /** Changes one refund of an order; `edit` throws what speaks against it. */
  async function change(
    no: string,
    refundNo: string,
    edit: (refund: OwnRefund) => OwnRefund,
  ): Promise<OwnRefund> {
    let changed: OwnRefund | undefined
    await orders.change(orderKey(no, 'kelu'), (known) => {
      const refund = isOwn(known) ? refundIn(known.own, refundNo) : undefined
      if (!isOwn(known) || refund === undefined) throw new DomainError('refund.not_found', { no, refundNo })
      const paidFen = paymentOf(known.own)?.totalFen ?? 0
      if (claimedFen(known.own) > paidFen) throw new DomainError('refund.too_much', { no, paidFen })
      changed = edit(refund)
      return { ...known, own: withRefund(known.own, refundNo, () => changed as OwnRefund) }
    })
    return changed as OwnRefund
  }

  async function record(
    by: Decider,
    action: string,
    no: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    await auditLog.record(by, { action: `refund.${action}`, on: `order:${no}`, details })
    announce('orders', no)
  }

  function refuseUnlessRequested(refund: OwnRefund): void {
    if (refund.state !== 'requested') {
      throw new DomainError('refund.decided', { refundNo: refund.refundNo, state: refund.state })
    }
  }

  return {
    /**
     * Agrees. `waiting`: above the company's amount another person must agree as well.
     * @throws DomainError `refund.not_found`, `refund.decided`, `refund.own` (one's own second voice), `refund.too_much`
     */
    async approve(no: string, refundNo: string, by: Decider): Promise<'waiting' | 'begun'> {
      const aboveFen = deps.reviewAboveFen()
      const refund = await change(no, refundNo, (known) => {
        refuseUnlessRequested(known)
        const before = known.approvals ?? []
        if (before.some((approval) => approval.by === by.memberId))
          throw new DomainError('refund.own', { refundNo })
        const now = clock.now()
        const approvals = [...before, { by: by.memberId, byName: by.name, at: now }]
        if (takesTwo(known.fen, aboveFen) && approvals.length < 2) return { ...known, approvals }
        return { ...known, approvals, state: 'pending', look: { at: now, times: 0 } }
      })
      await record(by, 'approved', no, { refundNo, fen: refund.fen })
      return refund.state === 'pending' ? 'begun' : 'waiting'
    },

    /** @throws DomainError `refund.not_found`, `refund.decided` */
    async decline(no: string, refundNo: string, by: Decider, answer: string): Promise<void> {
      const { fen } = await change(no, refundNo, (known) => {
        refuseUnlessRequested(known)
        return { ...known, state: 'refused', answer }
      })
      await record(by, 'declined', no, { refundNo, fen, answer })
    },

    /** Goes on with one that stands still, under its number. @throws DomainError `refund.not_found`, `refund.decided` */
    async retry(no: string, refundNo: string, by: Decider): Promise<void> {
      const { fen } = await change(no, refundNo, (known) => {
        if (known.state !== 'pending')
          throw new DomainError('refund.decided', { refundNo, state: known.state })
        return { ...without(known, 'trouble'), look: { at: clock.now(), times: 0 } }
      })
      await record(by, 'retried', no, { refundNo, fen })
    },
  }
}

export type RefundRequests = ReturnType<typeof createRefundRequests>
