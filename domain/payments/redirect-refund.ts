import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Announce } from '../live.ts'
import type { AuditLog } from '../members/audit-log.ts'
import type { Caller } from '../members/caller.ts'
import { isOwn } from '../orders/own-orders.ts'
import type { OwnPayments } from './create-payments.ts'
import { refundIn, withRefund } from './own-money.ts'
import type { Payments, RefundTarget } from './ports.ts'

/** Until the platform is asked what became of a request nobody answered. */
const askAgainMs = 60_000

/**
 * 异常退款: a refund that cannot reach the payer goes to a debit card of theirs, or back to the merchant's account, as a person says. The
 * platform is asked first how it stands, so that one that has gone on since is not sent a second way.
 */
export function createRedirectRefund(deps: {
  orders: Pick<OrderStore, 'find' | 'change'>
  /** Null where no payment is configured. */
  asking: {
    platform: Pick<Payments, 'queryRefund' | 'redirectRefund'>
    payments: Pick<OwnPayments, 'refundTold'>
  } | null
  auditLog: Pick<AuditLog, 'record'>
  announce: Announce
  clock: Clock
}) {
  const { orders, auditLog, announce, clock } = deps

  /** The query that tells what became of it comes soon. */
  async function lookSoon(no: string, refundNo: string): Promise<void> {
    const at = new Date(clock.now().getTime() + askAgainMs)
    await orders.change(orderKey(no, 'kelu'), (known) =>
      isOwn(known) && refundIn(known.own, refundNo)?.state === 'pending'
        ? {
            ...known,
            own: withRefund(known.own, refundNo, (refund) => ({ ...refund, look: { at, times: 0 } })),
          }
        : null,
    )
  }

  /**
   * `settled`: it had gone on by itself, and nothing was asked. Whose card it is goes to the platform and nowhere else.
   * @throws DomainError `payment.not_configured`, `refund.not_found`, `refund.not_abnormal`, `refund.refused` (with the platform's
   * `code`), `platform.unavailable` (nobody knows: it is asked after)
   */
  return async function redirectRefund(
    no: string,
    refundNo: string,
    to: RefundTarget,
    by: Pick<Caller, 'memberId' | 'name' | 'address'>,
  ): Promise<'begun' | 'settled'> {
    if (deps.asking === null) throw new DomainError('payment.not_configured')
    const { platform, payments } = deps.asking
    const order = await orders.find(orderKey(no, 'kelu'))
    const refund = isOwn(order) ? refundIn(order.own, refundNo) : undefined
    if (refund === undefined) throw new DomainError('refund.not_found', { no, refundNo })
    const { state, trouble, refundId } = refund
    if (state !== 'pending' || trouble !== 'ABNORMAL' || refundId === undefined) {
      throw new DomainError('refund.not_abnormal', { refundNo, state })
    }
    const before = await platform.queryRefund(refundNo)
    if (before.kind === 'later') throw new DomainError('platform.unavailable', { platform: 'wechatpay' })
    if (before.kind !== 'told') {
      const code = before.kind === 'refused' ? before.code : 'RESOURCE_NOT_EXISTS'
      throw new DomainError('refund.refused', { refundNo, code })
    }
    if (before.refund.state !== 'abnormal') {
      await payments.refundTold(before.refund)
      return 'settled'
    }
    // Noted before it is asked for, so that nothing is done unseen; nothing of a card is noted.
    const details = { refundNo, to: to.kind, ...(to.kind === 'card' && { bank: to.bank }) }
    await auditLog.record(by, { action: 'refund.redirected', on: `order:${no}`, details })
    const outcome = await platform.redirectRefund({ refundId, refundNo, to })
    if (outcome.kind === 'told') await payments.refundTold(outcome.refund)
    else if (outcome.kind === 'refused')
      throw new DomainError('refund.refused', { refundNo, code: outcome.code })
    else {
      await lookSoon(no, refundNo)
      throw new DomainError('platform.unavailable', { platform: 'wechatpay', code: outcome.code })
    }
    announce('orders', no)
    return 'begun'
  }
}

export type RedirectRefund = ReturnType<typeof createRedirectRefund>
