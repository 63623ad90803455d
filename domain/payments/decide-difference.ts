import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { OwnRefund } from '../../models/own-order.ts'
import type {
  PaymentDifference,
  PaymentDifferenceStore,
  Settlement,
} from '../../models/payment-differences.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Announce } from '../live.ts'
import type { AuditLog } from '../members/audit-log.ts'
import type { Caller } from '../members/caller.ts'
import { claimedFen, isOwn, type OwnOrderDocument } from '../orders/own-orders.ts'
import type { OwnPayments } from './create-payments.ts'
import { paymentOf, refundIn, withLookAt } from './own-money.ts'
import type { Payments, ToldRefund } from './ports.ts'
import type { RefundRequests } from './refund-requests.ts'
import { type Choice, choicesFor } from './understand-difference.ts'

type Decider = Pick<Caller, 'memberId' | 'name' | 'address'>

export interface Decision {
  choice: Choice
  /** Why, or what was done elsewhere; whose it is. */
  note?: string
}

/** What became of it; `said` is what the platform answered, where it was asked. */
export interface Decided {
  settled: boolean
  said: string | null
}

/** How to ask the platform; absent where no payment is configured. */
export interface Asking {
  platform: Pick<Payments, 'query' | 'queryRefund'>
  payments: Pick<OwnPayments, 'bookPayment' | 'refundTold'>
}

/** What an answer came to: `as` settles the difference, null leaves it open. */
type Answered = { as: Settlement | null; said: string }

/**
 * A person's word about a difference. Money is booked by what a query that was checked says and by nothing else; what a person says
 * only settles the difference. All of it is noted with who it was, in the difference and in the audit log.
 */
export function createDifferenceDecisions(deps: {
  differences: Pick<PaymentDifferenceStore, 'find' | 'decide' | 'addStep'>
  orders: Pick<OrderStore, 'find' | 'change'>
  asking: Asking | null
  requests: Pick<RefundRequests, 'retry'>
  auditLog: Pick<AuditLog, 'record'>
  announce: Announce
  clock: Clock
}) {
  const { differences, orders, auditLog, announce, clock } = deps

  function asking(): Asking {
    if (deps.asking === null) throw new DomainError('payment.not_configured')
    return deps.asking
  }

  async function orderOf({ no }: PaymentDifference): Promise<OwnOrderDocument | null> {
    const order = no === undefined ? null : await orders.find(orderKey(no, 'kelu'))
    return isOwn(order) ? order : null
  }

  /** Asks for what the platform says now, and books it. */
  async function ask({ kind, ref, no = '', ours }: PaymentDifference): Promise<Answered> {
    const { platform, payments } = asking()
    if (kind.startsWith('refund')) {
      const said = await platform.queryRefund(ref)
      if (said.kind !== 'told') return { as: null, said: codeOf(said) }
      const became = await payments.refundTold(said.refund)
      const agrees = became !== 'flagged' && (kind !== 'refundStuck' || said.refund.state === 'done')
      const isSame = typeof ours !== 'number' || ours === 0 || ours === said.refund.fen
      return { as: agrees && isSame ? 'booked' : null, said: said.refund.state }
    }
    const said = await platform.query(no)
    if (said.kind !== 'paid') return { as: null, said: codeOf(said) }
    const became = await payments.bookPayment(said.transaction)
    if (became === 'flagged') return { as: null, said: 'flagged' }
    return { as: became === 'givenBack' ? 'givenBack' : 'booked', said: 'paid' }
  }

  /** Writes what went back elsewhere into the order, as the platform tells it; never more than was paid. */
  async function record({ ref, no = '', theirs }: PaymentDifference, by: Decider): Promise<Answered> {
    const { platform, payments } = asking()
    const said = await platform.queryRefund(ref)
    if (said.kind !== 'told') return { as: null, said: codeOf(said) }
    const { refund } = said
    if (refund.no !== no || refund.fen !== theirs) return { as: null, said: 'flagged' }
    if (refund.state !== 'done' && refund.state !== 'pending') return { as: null, said: refund.state }
    await enter(no, refund, by)
    await payments.refundTold(refund)
    return { as: 'recorded', said: refund.state }
  }

  async function enter(no: string, told: ToldRefund, by: Decider): Promise<void> {
    await orders.change(orderKey(no, 'kelu'), (known) => {
      if (!isOwn(known) || refundIn(known.own, told.refundNo)) return null
      const { own } = known
      const paidFen = paymentOf(own)?.totalFen ?? 0
      if (claimedFen(own) + told.fen > paidFen) throw new DomainError('refund.too_much', { no, paidFen })
      const at = clock.now()
      const refund: OwnRefund = {
        ...{ refundNo: told.refundNo, fen: told.fen, reason: '在微信商户平台退的', at, state: 'pending' },
        approvals: [{ by: by.memberId, byName: by.name, at }],
        ...{ refundId: told.refundId, acceptedAt: told.acceptedAt ?? at, look: { at, times: 0 } },
      }
      return { ...known, own: withLookAt({ ...own, refunds: [...(own.refunds ?? []), refund] }) }
    })
  }

  async function carryOut(one: PaymentDifference, choice: Choice, by: Decider): Promise<Answered | null> {
    switch (choice) {
      case 'ask':
      case 'giveBack':
        return ask(one)
      case 'record':
        return record(one, by)
      case 'goOn':
        // It settles once its answer comes.
        await deps.requests.retry(one.no ?? '', one.ref, by)
        return { as: null, said: 'again' }
      case 'elsewhere':
      case 'noted':
        return { as: choice, said: '' }
      case 'leave':
        return null
    }
  }

  async function keep(
    id: string,
    answered: Answered | null,
    who: { at: Date; by: string; byName: string; note?: string },
  ) {
    if (answered === null) return differences.addStep(id, { ...who, what: 'left' })
    if (answered.as !== null && (await differences.decide(id, answered.as, who))) return
    // Booking it may have settled it already; a word of two people at once is one.
    if (answered.as === 'elsewhere' || answered.as === 'noted') {
      throw new DomainError('difference.decided', { id })
    }
    await differences.addStep(id, { ...who, what: 'asked' })
  }

  return {
    /**
     * @throws DomainError `difference.not_found`, `difference.decided`, `difference.choice` (not of this kind), `payment.not_configured`,
     * `refund.too_much`, `refund.decided`
     */
    async decide(id: string, { choice, note }: Decision, by: Decider): Promise<Decided> {
      const one = await differences.find(id)
      if (one === null) throw new DomainError('difference.not_found', { id })
      if (one.settledAt !== undefined) throw new DomainError('difference.decided', { id })
      const own = (await orderOf(one))?.own ?? null
      if (!choicesFor(one, own).includes(choice)) throw new DomainError('difference.choice', { id, choice })
      const answered = await carryOut(one, choice, by)
      const said = answered?.said || null
      const written = note ?? said ?? undefined
      const who = {
        ...{ at: clock.now(), by: by.memberId, byName: by.name },
        ...(written !== undefined && { note: written }),
      }
      await keep(id, answered, who)
      await auditLog.record(by, {
        action: `reconciliation.${choice}`,
        on: `difference:${id}`,
        details: { ...(note !== undefined && { note }), ...(said !== null && { said }) },
      })
      announce('money')
      return { settled: answered?.as != null, said }
    },
  }
}

export type DifferenceDecisions = ReturnType<typeof createDifferenceDecisions>

const codeOf = (said: { kind: string; code?: string }): string => said.code ?? said.kind
