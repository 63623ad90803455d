import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { OwnOrder, OwnRefund, RefundedLine } from '../../models/own-order.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Announce } from '../live.ts'
import type { AuditLog } from '../members/audit-log.ts'
import type { Caller } from '../members/caller.ts'
import { isOwn, nextRefundNo } from '../orders/own-orders.ts'
import { withLookAt } from './own-money.ts'
import { takesTwo } from './refund-requests.ts'
import { refundableOf, worthOf } from './refundable.ts'

/** What somebody of the company gives back. */
export interface RefundWish {
  /** As the order gave it out: the same number with the same words is the same refund, however often it is sent. */
  refundNo: string
  /** Whole fen; with lines exactly what they are worth. */
  fen: number
  lines?: RefundedLine[]
  reason: string
}

/** A refund begun by staff, of a part or of all that is left; above the company's amount a second person must agree. */
export function createBeginRefund(deps: {
  orders: Pick<OrderStore, 'change'>
  auditLog: Pick<AuditLog, 'record'>
  /** More than that takes a second person; absent = nothing does. */
  reviewAboveFen: () => number | undefined
  announce: Announce
  clock: Clock
}) {
  const { orders, auditLog, announce, clock } = deps

  function made(own: OwnOrder, wish: RefundWish, by: Pick<Caller, 'memberId' | 'name'>): OwnRefund {
    const { refundNo, fen, lines, reason } = wish
    const at = clock.now()
    const needsTwo = takesTwo(fen, deps.reviewAboveFen())
    if (own.step !== 'paid') throw new DomainError('order.not_paid', { refundNo })
    const { leftFen } = refundableOf(own)
    if (fen > leftFen) throw new DomainError('refund.too_much', { refundNo, leftFen })
    if (lines !== undefined && worthOf(own, lines) !== fen)
      throw new DomainError('refund.lines', { refundNo })
    return {
      ...{ refundNo, fen, reason, at, begunBy: by.memberId, state: needsTwo ? 'requested' : 'pending' },
      ...(lines !== undefined && { lines }),
      approvals: [{ by: by.memberId, byName: by.name, at }],
      ...(!needsTwo && { look: { at, times: 0 } }),
    }
  }

  /**
   * The number stands in the order before anybody is asked for the money. `waiting`: another person must agree as well.
   * @throws DomainError `order.not_found`, `order.not_paid`, `refund.moved` (the number is another refund's, or not the next),
   * `refund.too_much`, `refund.lines`
   */
  return async function beginRefund(
    no: string,
    wish: RefundWish,
    by: Pick<Caller, 'memberId' | 'name' | 'address'>,
  ): Promise<'waiting' | 'begun'> {
    const { refundNo } = wish
    let refund: OwnRefund | undefined
    let isNew = false
    await orders.change(orderKey(no, 'kelu'), (known) => {
      if (!isOwn(known)) throw new DomainError('order.not_found', { no })
      const { own } = known
      refund = own.refunds?.find((one) => one.refundNo === refundNo)
      isNew = refund === undefined
      if (refund !== undefined) {
        if (!isSame(refund, wish)) throw new DomainError('refund.moved', { refundNo })
        return null
      }
      if (refundNo !== nextRefundNo(no, own)) throw new DomainError('refund.moved', { refundNo })
      refund = made(own, wish, by)
      return { ...known, own: withLookAt({ ...own, refunds: [...(own.refunds ?? []), refund] }) }
    })
    if (isNew) {
      const { fen, lines, reason } = wish
      const details = { refundNo, fen, reason, ...(lines && { lines }) }
      await auditLog.record(by, { action: 'refund.begun', on: `order:${no}`, details })
      announce('orders', no)
    }
    return refund?.state === 'requested' ? 'waiting' : 'begun'
  }
}

function isSame(refund: OwnRefund, { fen, lines = [], reason }: RefundWish): boolean {
  const text = (all: readonly RefundedLine[]) =>
    all
      .map(({ skuId, quantity }) => `${skuId}×${quantity}`)
      .sort()
      .join()
  return refund.fen === fen && refund.reason === reason && text(refund.lines ?? []) === text(lines)
}
