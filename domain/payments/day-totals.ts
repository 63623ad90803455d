import type { DaySums, DayTotals } from '../../models/reconciled-days.ts'
import { isOfOurs, isReturn, type OurDay } from './compare-bills.ts'
import { paymentOf } from './own-money.ts'
import type { FundLine, TradeLine } from './ports.ts'

/** What a day came to on both sides, once all the bill told was booked. `null` bills were not readable. Pure. */
export function totalsOf(
  trade: readonly TradeLine[] | null,
  fund: readonly FundLine[] | null,
  ours: OurDay | null,
  differences: number,
): DayTotals {
  if (trade === null || ours === null) return { ...sumsOf([]), differences }
  const elsewhere = trade.filter((line) => !isOfOurs(line, ours))
  return {
    ...sumsOf(trade.filter((line) => isOfOurs(line, ours))),
    differences,
    ours: ourSums(ours),
    ...(elsewhere.length > 0 && { elsewhere: sumsOf(elsewhere) }),
    ...(fund !== null && { account: { tradeFen: netOf(trade), fundFen: accountOf(fund) } }),
  }
}

function sumsOf(lines: readonly TradeLine[]): DaySums {
  const paid = lines.filter(({ kind }) => kind === 'paid')
  const refunds = lines.filter(({ kind }) => kind === 'refund')
  return {
    ...{ paid: paid.length, paidFen: sum(paid) },
    ...{ refunds: refunds.length, refundedFen: sum(refunds) },
  }
}

function ourSums({ paid, late, refunds, unanswered }: OurDay): DaySums {
  const payments = [...paid, ...late]
  const begun = [...refunds, ...unanswered]
  return {
    paid: payments.length,
    paidFen: payments.reduce((fen, { own }) => fen + (paymentOf(own)?.totalFen ?? 0), 0),
    ...{ refunds: begun.length, refundedFen: sum(begun) },
  }
}

const netOf = (trade: readonly TradeLine[]): number =>
  trade.reduce((fen, line) => fen + (line.kind === 'paid' ? line.fen : -line.fen), 0)

/** Without other business, and without what came back of refunds that failed. */
const accountOf = (fund: readonly FundLine[]): number =>
  fund
    .filter((line) => line.business !== 'other' && !isReturn(line))
    .reduce((fen, line) => fen + (line.direction === 'in' ? line.fen : -line.fen), 0)

const sum = (all: readonly { fen: number }[]): number => all.reduce((fen, one) => fen + one.fen, 0)
