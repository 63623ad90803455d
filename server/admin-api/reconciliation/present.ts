import type { OwnOrderDocument } from '../../../domain/orders/own-orders.ts'
import { numberOf } from '../../../domain/orders/own-orders.ts'
import { chasedKinds } from '../../../domain/payments/flags.ts'
import { paymentOf, refundIn } from '../../../domain/payments/own-money.ts'
import { choicesFor, guessOf } from '../../../domain/payments/understand-difference.ts'
import type { DifferenceKind, PaymentDifference } from '../../../models/payment-differences.ts'
import { didWords, kindWords } from './words.ts'

/** Our order a difference is about, and what its buyer is called. */
export interface About {
  order: OwnOrderDocument
  customer: string
}

export function presentDifference(one: PaymentDifference, about: About | null) {
  const { kind, ref, settledAt } = one
  const refund = about && refundIn(about.order.own, ref)
  const next = refund?.look?.at ?? (kind === 'undecided' ? about?.order.own.look?.at : undefined)
  return {
    id: one._id,
    day: one.day,
    kind,
    state: stateOf(one),
    ...kindWords(kind),
    did: didWords(one),
    nextAt: settledAt === undefined ? (next ?? null) : null,
    order: about && { no: numberOf(about.order), customer: about.customer },
    ref,
    about: aboutOf(kind),
    fen: fenOf(one),
    ours: one.ours ?? null,
    theirs: one.theirs ?? null,
    seenAt: one.seenAt,
    settledAt: settledAt ?? null,
    settledAs: settledAt === undefined ? null : (one.settledAs ?? ('noted' as const)),
  }
}

export function presentInFull(one: PaymentDifference, about: About | null) {
  const { line, steps = [] } = one
  const own = about?.order.own ?? null
  const guess = guessOf(one, own)
  return {
    ...presentDifference(one, about),
    line: line
      ? {
          no: one.no ?? null,
          fen: line.fen,
          at: line.at,
          transactionId: line.transactionId ?? null,
          refundId: line.refundId ?? null,
        }
      : null,
    own: about && presentOwn(about),
    guess: { kind: guess.kind, item: 'item' in guess ? guess.item : null },
    choices: choicesFor(one, own),
    course: steps.map(({ at, what, byName, note }) => ({
      at,
      what,
      by: byName ?? null,
      note: note ?? null,
    })),
  }
}

function presentOwn({ order, customer }: About) {
  const { step, totalFen, paidAt, latePayment, lines, refunds = [] } = order.own
  return {
    no: numberOf(order),
    step,
    totalFen: paymentOf(order.own)?.totalFen ?? totalFen,
    paidAt: paidAt ?? latePayment?.paidAt ?? null,
    customer,
    lines: lines.map(({ name, quantity, lineFen, discountShareFen }) => ({
      name,
      quantity,
      paidFen: lineFen - discountShareFen,
    })),
    refunds: refunds.map(({ refundNo, fen, state }) => ({ refundNo, fen, state })),
  }
}

const isChased = (kind: DifferenceKind): boolean => chasedKinds.includes(kind)

function stateOf({ settledAt, kind }: PaymentDifference): 'open' | 'chased' | 'settled' {
  if (settledAt !== undefined) return 'settled'
  return isChased(kind) ? 'chased' : 'open'
}

function aboutOf(kind: DifferenceKind): 'payment' | 'refund' | 'account' | 'bill' {
  if (kind.startsWith('refund') || kind === 'otherRefundAmount') return 'refund'
  if (kind.startsWith('fund') || kind === 'otherFundAmount') return 'account'
  return kind === 'oddLine' || kind === 'unreadableBill' ? 'bill' : 'payment'
}

/** How much it is about: by the bill where it has it, else by our order. */
function fenOf({ ours, theirs, line }: PaymentDifference): number | null {
  if (line !== undefined) return line.fen
  if (typeof theirs === 'number' && theirs > 0) return theirs
  return typeof ours === 'number' && ours > 0 ? ours : null
}
