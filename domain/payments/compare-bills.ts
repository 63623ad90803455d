import type { OwnOrder } from '../../models/own-order.ts'
import type { BillLine } from '../../models/payment-differences.ts'
import { hasOwnForm, numberOf, type OwnOrderDocument } from '../orders/own-orders.ts'
import type { Disagreement } from './flags.ts'
import { paymentOf, refundIn } from './own-money.ts'
import type { FundLine, TradeLine } from './ports.ts'

/** What we know of a day: own orders that were paid or had a refund asked for or accepted then, and all the bill names. */
export interface OurDay {
  find(no: string): OwnOrderDocument | undefined
  paid: readonly OwnOrderDocument[]
  /** Closed before their money came that day; the bill names them. */
  late: readonly OwnOrderDocument[]
  /** Refunds the platform took that day. */
  refunds: readonly OurRefund[]
  /** Refunds that were asked for that day, and of which nobody knows whether the platform took them. */
  unanswered: readonly OurRefund[]
}

export interface OurRefund {
  no: string
  refundNo: string
  fen: number
}

/** Whose a line is: several shops may take money under one merchant number, and only its number tells them apart. */
export const isOfOurs = ({ no }: TradeLine, ours: Pick<OurDay, 'find'>): boolean =>
  ours.find(no) !== undefined || hasOwnForm(no)

/** By name, what the trade bill of a day and our orders do not agree about; what other shops took is none. Pure. */
export function compareTrade(lines: readonly TradeLine[], ours: OurDay): Disagreement[] {
  const found = lines
    .filter((line) => isOfOurs(line, ours))
    .flatMap((line) => differenceOf(line, ours.find(line.no)).map((said) => ({ ...said, line: told(line) })))
  const named = new Set(lines.map((line) => (line.kind === 'paid' ? line.transactionId : line.refundNo)))
  const missing = ours.paid.flatMap(({ own, ...order }): Disagreement[] => {
    const { transactionId = '', totalFen } = own
    if (named.has(transactionId)) return []
    return [{ kind: 'missingThere', ref: transactionId, no: numberOf(order), ours: totalFen, theirs: 0 }]
  })
  const notThere = (kind: 'refundMissingThere' | 'refundUnanswered', refunds: readonly OurRefund[]) =>
    refunds.flatMap(({ no, refundNo: ref, fen }): Disagreement[] =>
      named.has(ref) ? [] : [{ kind, ref, no, ours: fen, theirs: 0 }],
    )
  return [
    ...found,
    ...missing,
    ...notThere('refundMissingThere', ours.refunds),
    ...notThere('refundUnanswered', ours.unanswered),
  ]
}

const told = (line: TradeLine): BillLine => ({
  ...{ fen: line.fen, at: line.at, transactionId: line.transactionId },
  ...(line.kind === 'refund' && { refundId: line.refundId }),
})

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
 * back days later, which is no difference; nor is what the account says of lines that are not `ours`.
 */
export function compareFund(
  trade: readonly TradeLine[],
  fund: readonly FundLine[],
  ours: (line: TradeLine) => boolean,
): Disagreement[] {
  const moved = fund.filter(({ business }) => business !== 'other')
  const keyOf = (direction: 'in' | 'out', number: string) => `${direction}:${number}`
  const byKey = new Map(moved.map((line) => [keyOf(line.direction, line.number), line]))
  const expected = trade.map((line) => ({
    no: line.no,
    number: line.kind === 'paid' ? line.transactionId : line.refundId,
    direction: line.kind === 'paid' ? ('in' as const) : ('out' as const),
    fen: line.fen,
    isOurs: ours(line),
    line: told(line),
  }))
  const known = new Set(expected.map(({ direction, number }) => keyOf(direction, number)))
  const missing = expected.flatMap(
    ({ no, number: ref, direction, fen: ourFen, isOurs, line }): Disagreement[] => {
      if (!isOurs) return []
      const entry = byKey.get(keyOf(direction, ref))
      if (entry === undefined) return [{ kind: 'fundMissing', ref, no, ours: ourFen, theirs: 0, line }]
      return entry.fen === ourFen
        ? []
        : [{ kind: 'otherFundAmount', ref, no, ours: ourFen, theirs: entry.fen, line }]
    },
  )
  const only = moved.flatMap((entry): Disagreement[] =>
    known.has(keyOf(entry.direction, entry.number)) || isReturn(entry)
      ? []
      : [
          {
            ...{ kind: 'fundOnly', ref: entry.number, ours: 0, theirs: entry.fen },
            line: { fen: entry.fen, at: entry.at, direction: entry.direction },
          },
        ],
  )
  return [...missing, ...only]
}

/** Money of a refund that failed, which comes back to the merchant. */
export const isReturn = ({ business, direction }: FundLine): boolean =>
  business === 'refund' && direction === 'in'
