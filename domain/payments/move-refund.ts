import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { OwnOrder, OwnRefund } from '../../models/own-order.ts'
import type { Settle } from '../checkout/contract.ts'
import type { Clock } from '../clock.ts'
import { isOwn, isOwnRefundNo, nextRefundNo, numberOf, type OwnOrderDocument } from '../orders/own-orders.ts'
import { chasedKinds, type Flag, type Settled } from './flags.ts'
import { refundLook } from './looks.ts'
import { paymentOf, refundIn, withLookAt, without, withRefund } from './own-money.ts'
import type { Payments, ToldRefund } from './ports.ts'

const minute = 60_000
/** A payment the platform does not see minutes after it was made was seen a little later. */
const notFoundTimes = 10

/**
 * Carries refunds to their end. One whose answer was lost keeps its number: asked for again it is the same refund. What an operator
 * must see to stands still and is flagged; only a refund that failed for good is begun anew, under a new number.
 */
export function createMoveRefund(deps: {
  platform: Pick<Payments, 'refund' | 'queryRefund'>
  orders: Pick<OrderStore, 'find' | 'change'>
  book: Pick<Settle, 'refunded'>
  flag: Flag
  settled: Settled
  clock: Clock
}) {
  const { platform, orders, book, flag, settled, clock } = deps
  const inMs = (ms: number): Date => new Date(clock.now().getTime() + ms)

  async function change(no: string, edit: (own: OwnOrder) => OwnOrder | null): Promise<void> {
    await orders.change(orderKey(no, 'kelu'), (known) => {
      const own = isOwn(known) ? edit(known.own) : null
      return known === null || own === null ? null : { ...known, own }
    })
  }
  const note = (no: string, refundNo: string, edit: (refund: OwnRefund) => OwnRefund) =>
    change(no, (own) =>
      refundIn(own, refundNo)?.state === 'pending' ? withRefund(own, refundNo, edit) : null,
    )

  async function standStill(no: string, { refundNo, fen }: OwnRefund, trouble: string): Promise<void> {
    await note(no, refundNo, (refund) => ({ ...without(refund, 'look'), trouble }))
    await flag({ kind: 'refundStuck', ref: refundNo, no, ours: fen, theirs: trouble })
  }

  const again = (no: string, { refundNo, look }: OwnRefund, afterMs: number) =>
    note(no, refundNo, (refund) => ({
      ...refund,
      look: { at: inMs(afterMs), times: (look?.times ?? 0) + 1 },
    }))

  /** Failed for good: what was to go back still is. */
  async function beginAnew(no: string, refundNo: string): Promise<void> {
    await change(no, (own) => {
      const failed = refundIn(own, refundNo)
      if (failed?.state !== 'pending') return null
      // What somebody gave back elsewhere and failed is theirs to begin anew.
      if (!isOwnRefundNo(no, refundNo)) return withRefund(own, refundNo, failedFrom)
      const now = clock.now()
      const { fen, reason, approvals, lines, begunBy } = failed
      const anew: OwnRefund = {
        ...{ refundNo: nextRefundNo(no, own), fen, reason, at: now, state: 'pending' },
        ...(approvals && { approvals }),
        ...(lines && { lines }),
        ...(begunBy !== undefined && { begunBy }),
        look: { at: now, times: 0 },
      }
      const left = withRefund(own, refundNo, failedFrom)
      return withLookAt({ ...left, refunds: [...(left.refunds ?? []), anew] })
    })
  }

  /** Whatever tells of it: the answer to asking for it, a query, a notice. */
  async function told(refund: ToldRefund): Promise<'booked' | 'again' | 'flagged'> {
    const { no, refundNo, refundId, fen, state } = refund
    const order = await orders.find(orderKey(no, 'kelu'))
    const known = isOwn(order) ? refundIn(order.own, refundNo) : undefined
    if (known === undefined) return flagged('refundMissingHere', refund, 0)
    if (known.fen !== fen) return flagged('otherRefundAmount', refund, known.fen)
    if (known.state !== 'pending') return 'again'
    const now = clock.now()
    const acceptedAt = known.acceptedAt ?? refund.acceptedAt ?? now
    const accepted = (one: OwnRefund): OwnRefund => ({ ...one, refundId, acceptedAt })
    // Before it is written, so that whoever dies in between says it again.
    if (known.refundId === undefined) await settled.known(chasedKinds, refundNo)
    if (state === 'closed') {
      await note(no, refundNo, accepted)
      await beginAnew(no, refundNo)
    } else if (state === 'abnormal') {
      await note(no, refundNo, accepted)
      await standStill(no, known, 'ABNORMAL')
    } else if (state === 'done') {
      const doneAt = refund.doneAt ?? now
      // First what follows from it, which is harmless to say again: then it is over.
      await book.refunded(no, { refundNo, fen, at: doneAt < now ? doneAt : now })
      await settled.known(['refundStuck'], refundNo)
      await note(no, refundNo, (one) => ({
        ...without(accepted(one), 'look', 'trouble'),
        state: 'done',
        doneAt,
      }))
    } else {
      const look = refundLook(acceptedAt, now, known.refundId === undefined ? 0 : (known.look?.times ?? 0))
      await note(no, refundNo, (one) => ({ ...without(accepted(one), 'trouble'), look }))
    }
    return 'booked'
  }

  async function flagged(kind: 'refundMissingHere' | 'otherRefundAmount', refund: ToldRefund, ours: number) {
    await flag({ kind, ref: refund.refundNo, no: refund.no, ours, theirs: refund.fen })
    return 'flagged' as const
  }

  async function send(order: OwnOrderDocument, refund: OwnRefund): Promise<void> {
    const no = numberOf(order)
    const payment = paymentOf(order.own)
    if (platform === null || payment === null) return standStill(no, refund, 'payment.not_configured')
    const { refundNo, fen, reason } = refund
    // Several of one order at the same moment may fail, and a minute must lie between them.
    const lastMs = Math.max(
      0,
      ...(order.own.refunds ?? []).map((one) =>
        one.refundNo === refundNo ? 0 : (one.sentAt?.getTime() ?? 0),
      ),
    )
    const waitMs = lastMs + minute - clock.now().getTime()
    if (waitMs > 0) return again(no, refund, waitMs)
    await note(no, refundNo, (one) => ({ ...one, sentAt: clock.now() }))
    const outcome = await platform.refund({ no, ...payment, refundNo, fen, reason })
    if (outcome.kind === 'told') return void (await told(outcome.refund))
    if (outcome.kind === 'later') return again(no, refund, Math.max(outcome.afterMs, minute))
    if (outcome.kind === 'refused') return standStill(no, refund, outcome.code)
    if (outcome.kind === 'notEnough') return standStill(no, refund, 'NOT_ENOUGH')
    if ((refund.look?.times ?? 0) < notFoundTimes) return again(no, refund, minute)
    await standStill(no, refund, 'RESOURCE_NOT_EXISTS')
  }

  async function query(no: string, refund: OwnRefund): Promise<void> {
    const outcome = await platform.queryRefund(refund.refundNo)
    if (outcome.kind === 'told') return void (await told(outcome.refund))
    await again(no, refund, outcome.kind === 'later' ? Math.max(outcome.afterMs, minute) : 60 * minute)
  }

  return {
    /** One that is pending, a step on: asked for, or asked after. */
    async move(order: OwnOrderDocument, refund: OwnRefund): Promise<void> {
      if (refund.refundId === undefined) await send(order, refund)
      else await query(numberOf(order), refund)
    },
    told,
  }
}

const failedFrom = (refund: OwnRefund): OwnRefund => ({
  ...without(refund, 'look', 'trouble'),
  state: 'failed',
})

export type MoveRefund = ReturnType<typeof createMoveRefund>
