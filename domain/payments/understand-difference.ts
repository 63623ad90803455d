import type { OwnOrder, OwnOrderLine } from '../../models/own-order.ts'
import type { PaymentDifference } from '../../models/payment-differences.ts'
import { hasOwnForm, isOwnRefundNo } from '../orders/own-orders.ts'
import { paymentOf, refundIn } from './own-money.ts'

/**
 * What a person may decide about a difference. `ask`: a query, and what it says for certain is booked; `giveBack`: the same, where that
 * sends money back that came too late; `record`: what went back elsewhere is written into the order, after a query; `goOn`: the same
 * refund under its number once more; `elsewhere`: another shop's; `noted`: dealt with by hand; `leave`: for later, saying why.
 */
export const choices = ['ask', 'giveBack', 'record', 'goOn', 'elsewhere', 'noted', 'leave'] as const
export type Choice = (typeof choices)[number]

/** What most likely happened. `byHand`: somebody gave it back on the platform's own page; `item`: what is worth exactly that. */
export type Guess =
  | { kind: 'noticeLost' | 'paidLate' | 'noOrder' | 'otherShop' | 'midnight' | 'answerLost' | 'standsStill' }
  | { kind: 'byHand'; item: string | null }
  | { kind: 'unclear' }

/** How close to midnight a payment may stand in the bill of the other day. */
const midnightMs = 10 * 60_000
const dayMs = 86_400_000
/** Asia/Shanghai, which has no other time. */
const zoneMs = 8 * 3_600_000

/** @param own our order the difference is about; null = there is none here */
export function guessOf(difference: PaymentDifference, own: OwnOrder | null): Guess {
  const { kind, no, ref, theirs } = difference
  switch (kind) {
    case 'missingHere':
      if (own !== null) return { kind: own.step === 'closed' ? 'paidLate' : 'noticeLost' }
      return { kind: no !== undefined && hasOwnForm(no) ? 'noOrder' : 'otherShop' }
    case 'latePayment':
      return { kind: 'paidLate' }
    case 'otherMerchant':
    case 'otherApp':
      return { kind: 'otherShop' }
    case 'refundMissingHere':
      if (own === null) return { kind: 'noOrder' }
      if (no !== undefined && isOwnRefundNo(no, ref)) return { kind: 'unclear' }
      return { kind: 'byHand', item: own.lines.find((line) => isWorth(line, theirs))?.name ?? null }
    case 'missingThere':
      return { kind: own && isNearMidnight(own.paidAt) ? 'midnight' : 'unclear' }
    case 'refundMissingThere':
      return { kind: own && isNearMidnight(refundIn(own, ref)?.acceptedAt) ? 'midnight' : 'unclear' }
    case 'fundMissing':
      return { kind: isNearMidnight(difference.line?.at) ? 'midnight' : 'unclear' }
    case 'refundUnknown':
    case 'refundUnanswered':
      return { kind: 'answerLost' }
    case 'refundStuck':
    case 'undecided':
      return { kind: 'standsStill' }
    default:
      return { kind: 'unclear' }
  }
}

/** What may be decided about it, the most likely first. */
export function choicesFor(difference: PaymentDifference, own: OwnOrder | null): Choice[] {
  if (difference.settledAt !== undefined) return []
  const byHand: Choice[] = ['noted', 'leave']
  switch (difference.kind) {
    case 'missingHere':
      if (own === null) return ['elsewhere', ...byHand]
      return [own.step === 'closed' ? 'giveBack' : 'ask', ...byHand]
    case 'missingThere':
    case 'undecided':
    case 'refundMissingThere':
    case 'refundUnknown':
      return own === null ? byHand : ['ask', ...byHand]
    case 'refundUnanswered':
    case 'refundStuck':
      return own === null ? byHand : ['goOn', 'ask', ...byHand]
    case 'refundMissingHere':
      return own === null || paymentOf(own) === null ? ['elsewhere', ...byHand] : ['record', ...byHand]
    case 'otherMerchant':
    case 'otherApp':
    case 'fundOnly':
      return ['elsewhere', ...byHand]
    default:
      return byHand
  }
}

/** One piece of it, or all of them, after its part of the discount. */
function isWorth({ lineFen, discountShareFen, quantity }: OwnOrderLine, fen: unknown): boolean {
  const paidFen = lineFen - discountShareFen
  return fen === paidFen || (paidFen % quantity === 0 && fen === paidFen / quantity)
}

function isNearMidnight(at: Date | undefined): boolean {
  if (at === undefined) return false
  const intoDay = (at.getTime() + zoneMs) % dayMs
  return Math.min(intoDay, dayMs - intoDay) <= midnightMs
}
