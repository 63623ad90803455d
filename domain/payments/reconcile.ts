import { orderKey } from '../../models/order-entry.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { OwnRefund } from '../../models/own-order.ts'
import type { OwnPaymentReader } from '../../models/own-payments.ts'
import type { PaymentDifferenceStore } from '../../models/payment-differences.ts'
import type { DayTotals, ReconciledDayStore } from '../../models/reconciled-days.ts'
import type { Clock } from '../clock.ts'
import type { Announce } from '../live.ts'
import { isoDay } from '../local-time.ts'
import type { Log } from '../log.ts'
import { isOwn, numberOf, type OwnOrderDocument } from '../orders/own-orders.ts'
import { boundsOf, lastReadyDay, shifted } from './bill-days.ts'
import type { BookPayment } from './book-payment.ts'
import { createCatchUp } from './catch-up.ts'
import { compareFund, compareTrade, isOfOurs, type OurDay } from './compare-bills.ts'
import { totalsOf } from './day-totals.ts'
import type { Disagreement } from './flags.ts'
import type { MoveRefund } from './move-refund.ts'
import type { BillOutcome, FundLine, Payments, TradeLine } from './ports.ts'

/** While a bill is being made. */
const againMs = 1_800_000
/** Bills go back three months; a day more is nobody's. */
const mostDays = 90

/** `later`: the bills are not there yet. */
export type Reconciled =
  | { kind: 'done'; totals: DayTotals }
  | { kind: 'later'; afterMs: number; code: string }

/**
 * 对账: compares the bills of a day with our own orders. What the bill knows and we do not is asked about by a query first, and booked
 * through the same door as everything else; what still differs is kept by name. May be done again at any time.
 */
export function createReconcile(deps: {
  platform: Pick<Payments, 'tradeBill' | 'fundBill' | 'query' | 'queryRefund'>
  orders: Pick<OrderStore, 'find'>
  reader: Pick<OwnPaymentReader, 'paidWithin' | 'refundedWithin' | 'unansweredSince' | 'firstPaidAt'>
  differences: Pick<PaymentDifferenceStore, 'note' | 'settleOthers' | 'openOf' | 'settle'>
  days: Pick<ReconciledDayStore, 'done' | 'failed' | 'latest' | 'wanted'>
  bookPayment: BookPayment
  refundTold: MoveRefund['told']
  announce: Announce
  clock: Clock
  log: Log
}) {
  const { platform, orders, reader, differences, days, announce, clock, log } = deps
  const catchUp = createCatchUp(deps)

  async function reconcile(day: string): Promise<Reconciled> {
    const trade = await platform.tradeBill(day)
    const fund = await platform.fundBill(day)
    for (const bill of [trade, fund]) {
      if (bill.kind === 'later')
        return { kind: 'later', afterMs: Math.max(bill.afterMs, againMs), code: bill.code }
      if (bill.kind === 'refused') return { kind: 'later', afterMs: againMs, code: bill.code }
    }
    const found = [...unreadable('trade', trade), ...unreadable('fund', fund)]
    const [tradeLines, fundLines] = [linesOf(trade), linesOf(fund)]
    for (const line of tradeLines ?? []) await catchUp(day, line)
    const ours = tradeLines && (await ourDay(day, tradeLines))
    if (tradeLines && ours) {
      found.push(...compareTrade(tradeLines, ours))
      if (fundLines) {
        found.push(...compareFund(tradeLines, fundLines, (line) => isOfOurs(line, ours)))
        await settleOfTheDayBefore(day, fundLines)
      }
    }
    const totals = totalsOf(tradeLines, fundLines, ours, found.length)
    await keep(day, found)
    await days.done(day, clock.now(), totals)
    announce('money')
    return { kind: 'done', totals }
  }

  async function ourDay(day: string, lines: readonly TradeLine[]): Promise<OurDay> {
    const { from, to } = boundsOf(day)
    const known = new Map<string, OwnOrderDocument>()
    for (const { no } of lines) {
      const order = await orders.find(orderKey(no, 'kelu'))
      if (isOwn(order)) known.set(no, order)
    }
    const isWithin = (at: Date | undefined): boolean => at !== undefined && at >= from && at < to
    const refunded = (await reader.refundedWithin(from, to)).filter(isOwn)
    const unanswered = (await reader.unansweredSince(from)).filter(isOwn)
    const refundsOf = (all: readonly OwnOrderDocument[], isMeant: (refund: OwnRefund) => boolean) =>
      all.flatMap((order) =>
        (order.own.refunds ?? [])
          .filter(isMeant)
          .map(({ refundNo, fen }) => ({ no: numberOf(order), refundNo, fen })),
      )
    return {
      find: (no) => known.get(no),
      // One that came to nothing was paid without the platform.
      paid: (await reader.paidWithin(from, to)).filter(isOwn).filter(({ own }) => own.totalFen > 0),
      late: [...known.values()].filter(({ own }) => isWithin(own.latePayment?.paidAt)),
      refunds: refundsOf(refunded, ({ acceptedAt }) => isWithin(acceptedAt)),
      unanswered: refundsOf(unanswered, (refund) => isUnanswered(refund) && isWithin(begunAt(refund))),
    }
  }

  /** What was booked around midnight may stand in the account of the next day. */
  async function settleOfTheDayBefore(day: string, fund: readonly FundLine[]): Promise<void> {
    const numbers = new Set(fund.map(({ number }) => number))
    for (const { _id, ref } of await differences.openOf(shifted(day, -1), 'fundMissing')) {
      if (numbers.has(ref)) await differences.settle(_id, clock.now(), 'agreed')
    }
  }

  async function keep(day: string, found: readonly Disagreement[]): Promise<void> {
    const seenAt = clock.now()
    const ids: string[] = []
    for (const said of found) {
      const _id = `${day}:${said.kind}:${said.ref}`
      ids.push(_id)
      const isNew = await differences.note({ _id, day, from: 'bill', seenAt, ...said })
      if (isNew) log.error({ day, ...said }, 'a bill and our own orders do not agree: somebody has to look')
    }
    await differences.settleOthers(day, ids, seenAt)
  }

  /** Days whose bills are there and that were not compared or are wanted, the oldest first; of days long ago none. */
  async function missingDays(): Promise<string[]> {
    const last = lastReadyDay(clock.now())
    const missing = new Set((await days.wanted(last)).map(({ _id }) => _id))
    const first = await reader.firstPaidAt()
    if (first === null) return [...missing].sort()
    const done = new Set(
      (await days.latest(mostDays)).flatMap(({ _id, at }) => (at === undefined ? [] : [_id])),
    )
    const oldest = shifted(last, 1 - mostDays)
    for (let day = isoDay(first); day <= last; day = shifted(day, 1)) {
      if (day >= oldest && !done.has(day)) missing.add(day)
    }
    return [...missing].sort()
  }

  return {
    reconcile,
    missingDays,
    /** Whether somebody wants a day compared whose bills are there. */
    isWanted: async (): Promise<boolean> => (await days.wanted(lastReadyDay(clock.now()))).length > 0,
    /** All that is missing, in order; stops where a bill is not there yet. `againAt`: when to go on, null = all is done. */
    async catchUpDays(): Promise<{ againAt: Date | null }> {
      for (const day of await missingDays()) {
        const outcome = await reconcile(day)
        if (outcome.kind === 'done') continue
        await days.failed(day, outcome.code)
        log.warn({ day, code: outcome.code }, 'a bill cannot be had; it is asked for again')
        return { againAt: new Date(clock.now().getTime() + outcome.afterMs) }
      }
      return { againAt: null }
    },
  }
}

/** Nobody knows whether the platform took it. */
const isUnanswered = ({ state, refundId, sentAt }: OwnRefund): boolean =>
  state === 'pending' && refundId === undefined && sentAt !== undefined

/** When it was agreed to; by itself at once. */
const begunAt = ({ at, approvals }: OwnRefund): Date => approvals?.at(-1)?.at ?? at

/** Null where nothing of it counts. */
function linesOf<Line>(bill: BillOutcome<Line>): Line[] | null {
  if (bill.kind === 'bill') return bill.lines
  return bill.kind === 'none' ? [] : null
}

function unreadable(name: 'trade' | 'fund', bill: BillOutcome<unknown>): Disagreement[] {
  if (bill.kind === 'unreadable') return [{ kind: 'unreadableBill', ref: name, theirs: bill.why }]
  return bill.kind === 'bill' ? bill.odd.map((line) => ({ kind: 'oddLine', ref: `${name}:${line}` })) : []
}
