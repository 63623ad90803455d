import type { OwnOrder } from '../../models/own-order.ts'
import { numberOf, type OwnOrderDocument } from '../orders/own-orders.ts'
import type { Disagreement } from './flags.ts'
import { paymentOf, refundIn } from './own-money.ts'
import type { FundLine, TradeLine } from './ports.ts'

/** What we know of a day: own orders that were paid or had a refund accepted then, and all the bill names. */
export interface OurDay {
  find(no: string): OwnOrderDocument | undefined
  paid: readonly OwnOrderDocument[]
  /** Refunds the platform took that day. */
  refunds: readonly { no: string; refundNo: string; fen: number }[]
}

/** By name, what the trade bill of a day and our orders do not agree about. Pure. */
export function compareTrade(lines: readonly TradeLine[], ours: OurDay): Disagreement[] {
  const found = lines.flatMap((line) => differenceOf(line, ours.find(line.no)))
  const told = new Set(lines.map((line) => (line.kind === 'paid' ? line.transactionId : line.refundNo)))
  const missing = ours.paid.flatMap(({ own, ...order }): Disagreement[] => {
    const { transactionId = '', totalFen } = own
    if (told.has(transactionId)) return []
    return [{ kind: 'missingThere', ref: transactionId, no: numberOf(order), ours: totalFen, theirs: 0 }]
  })
  const refundsMissing = ours.refunds.flatMap(({ no, refundNo, fen }): Disagreement[] =>
    told.has(refundNo) ? [] : [{ kind: 'refundMissingThere', ref: refundNo, no, ours: fen, theirs: 0 }],
  )
  return [...found, ...missing, ...refundsMissing]
}

function differenceOf(line: TradeLine, order: OwnOrderDocument | undefined): Disagreement[] {
  return line.kind === 'paid' ? paidDifference(line, order?.own) : refundDifference(line, order?.own)
}

function paidDifference(
  line: Extract<TradeLine, { kind: 'paid' }>,
  own: OwnOrder | undefined,
): Disagreement[] {
  const { transactionId: ref, no, fen: theirs } = line
  const payment = own && paymentOf(own)
  if (!payment) return [{ kind: 'missingHere', ref, no, ours: 0, theirs }]
  if (payment.transactionId !== ref) {
    return [{ kind: 'otherTransaction', ref, no, ours: payment.transactionId, theirs: ref }]
  }
  return payment.totalFen === theirs ? [] : [{ kind: 'otherAmount', ref, no, ours: payment.totalFen, theirs }]
}

function refundDifference(
  line: Extract<TradeLine, { kind: 'refund' }>,
  own: OwnOrder | undefined,
): Disagreement[] {
  const { refundNo: ref, no, fen: theirs } = line
  const refund = own && refundIn(own, ref)
  if (!refund) return [{ kind: 'refundMissingHere', ref, no, ours: 0, theirs }]
  if (refund.fen !== theirs) return [{ kind: 'otherRefundAmount', ref, no, ours: refund.fen, theirs }]
  // It moved, and we do not know that it was taken.
  return refund.refundId === undefined ? [{ kind: 'refundUnknown', ref, no, ours: 0, theirs }] : []
}

/**
 * What the two bills of a day do not agree about: each payment came in, each refund went out. Money of a refund that failed comes
 * back days later, which is no difference.
 */
export function compareFund(trade: readonly TradeLine[], fund: readonly FundLine[]): Disagreement[] {
  const moved = fund.filter(({ business }) => business !== 'other')
  const keyOf = (direction: 'in' | 'out', number: string) => `${direction}:${number}`
  const byKey = new Map(moved.map((line) => [keyOf(line.direction, line.number), line]))
  const expected = trade.map((line) => ({
    no: line.no,
    number: line.kind === 'paid' ? line.transactionId : line.refundId,
    direction: line.kind === 'paid' ? ('in' as const) : ('out' as const),
    fen: line.fen,
  }))
  const known = new Set(expected.map(({ direction, number }) => keyOf(direction, number)))
  const missing = expected.flatMap(({ no, number: ref, direction, fen: ours }): Disagreement[] => {
    const line = byKey.get(keyOf(direction, ref))
    if (line === undefined) return [{ kind: 'fundMissing', ref, no, ours, theirs: 0 }]
    return line.fen === ours ? [] : [{ kind: 'otherFundAmount', ref, no, ours, theirs: line.fen }]
  })
  const isReturn = ({ business, direction }: FundLine): boolean => business === 'refund' && direction === 'in'
  const only = moved.flatMap((line): Disagreement[] =>
    known.has(keyOf(line.direction, line.number)) || isReturn(line)
      ? []
      : [{ kind: 'fundOnly', ref: line.number, ours: 0, theirs: line.fen }],
  )
  return [...missing, ...only]
}
