import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Announce } from '../../../domain/live.ts'
import { isoDay } from '../../../domain/local-time.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import { isOwn } from '../../../domain/orders/own-orders.ts'
import { boundsOf, lastReadyDay, shifted } from '../../../domain/payments/bill-days.ts'
import type { DifferenceDecisions } from '../../../domain/payments/decide-difference.ts'
import { chasedKinds } from '../../../domain/payments/flags.ts'
import { orderKey } from '../../../models/order-entry.ts'
import type { OrderStore } from '../../../models/orders.ts'
import type { PaymentDifference, PaymentDifferenceStore } from '../../../models/payment-differences.ts'
import type { ReconciledDay, ReconciledDayStore } from '../../../models/reconciled-days.ts'
import type { Handlers } from '../core/endpoint.ts'
import { presentPerson } from '../places/present-person.ts'
import type { reconciliation as contract } from './contract.ts'
import { type About, presentDifference, presentInFull } from './present.ts'

const shown = 14
const dayMs = 86_400_000
/** Of one day: more is one fault, not many. */
const mostOfDay = 500
const order = { open: 0, chased: 1, settled: 2 } as const

export function createReconciliationHandlers(deps: {
  days: Pick<ReconciledDayStore, 'between' | 'find' | 'want'>
  differences: Pick<PaymentDifferenceStore, 'find' | 'ofDay' | 'openDays'>
  orders: Pick<OrderStore, 'find'>
  customers: Pick<Customers, 'findMany' | 'masked'>
  decisions: DifferenceDecisions
  auditLog: Pick<AuditLog, 'record'>
  announce: Announce
  clock: Clock
}): Handlers<typeof contract> {
  const { days, differences, orders, customers, auditLog, clock } = deps

  /** What our own orders say about these, each with the name of its buyer. */
  async function aboutAll(
    all: readonly PaymentDifference[],
  ): Promise<(one: PaymentDifference) => About | null> {
    const numbers = new Set(all.flatMap(({ no }) => no ?? []))
    const found = await Promise.all([...numbers].map((no) => orders.find(orderKey(no, 'kelu'))))
    const own = found.filter(isOwn)
    const people = await customers.findMany(own.map(({ customerId }) => customerId))
    const byNumber = new Map(
      own.map((one) => {
        const { name } = presentPerson(one.customerId, people.get(one.customerId), deps)
        return [one._id, { order: one, customer: name }] as const
      }),
    )
    return ({ no }) => (no === undefined ? null : (byNumber.get(orderKey(no, 'kelu')) ?? null))
  }

  async function openCounts(): Promise<Map<string, number>> {
    return new Map((await differences.openDays(chasedKinds)).map(({ day, open }) => [day, open]))
  }

  return {
    async days({ query: { until } }) {
      const now = clock.now()
      const [today, all, open] = [isoDay(now), await differences.openDays([]), await openCounts()]
      // Of today there is no bill yet, but there may be something seen in a notice.
      const last = all.some(({ day }) => day === today) ? today : shifted(today, -1)
      const to = until !== undefined && until < last ? until : last
      const from = shifted(to, 1 - shown)
      const known = new Map((await days.between(from, to)).map((one) => [one._id, one]))
      const chased = new Set(all.map(({ day }) => day))
      return {
        days: Array.from({ length: shown }, (_, n) => {
          const day = shifted(from, n)
          return presentDay(day, known.get(day), {
            now,
            open: open.get(day) ?? 0,
            isChased: chased.has(day),
          })
        }),
        openDays: [...open].map(([day, count]) => ({ day, open: count })),
        earlier: shifted(from, -1),
        later: to < last ? earlierOf(shifted(to, shown), last) : null,
      }
    },

    async day({ params: { day } }) {
      const [known, all] = await Promise.all([days.find(day), differences.ofDay(day, mostOfDay)])
      const about = await aboutAll(all)
      const rows = all
        .map((one) => presentDifference(one, about(one)))
        .sort((a, b) => order[a.state] - order[b.state] || (a.id < b.id ? -1 : 1))
      const open = rows.filter(({ state }) => state === 'open').length
      const isChased = rows.some(({ state }) => state === 'chased')
      const { totals } = known ?? {}
      return {
        ...presentDay(day, known ?? undefined, { now: clock.now(), open, isChased }),
        at: known?.at ?? null,
        failed: known?.failed ?? null,
        bill: totals ? sumsOf(totals) : null,
        ours: totals?.ours ?? null,
        elsewhere: totals?.elsewhere ?? null,
        account: totals?.account ?? null,
        differences: rows,
      }
    },

    async run({ params: { day }, caller }) {
      await days.want(day)
      await auditLog.record(caller, { action: 'reconciliation.asked', on: `day:${day}` })
      deps.announce('money')
      return {}
    },

    async difference({ params: { id } }) {
      const one = await differences.find(id)
      if (one === null) throw new DomainError('difference.not_found', { id })
      return presentInFull(one, (await aboutAll([one]))(one))
    },

    decide: ({ params: { id }, body, caller }) => deps.decisions.decide(id, body, caller),
  }
}

const earlierOf = (a: string, b: string): string => (a < b ? a : b)

const sumsOf = ({ paid, paidFen, refunds, refundedFen }: NonNullable<ReconciledDay['totals']>) => ({
  paid,
  paidFen,
  refunds,
  refundedFen,
})

function presentDay(
  day: string,
  known: ReconciledDay | undefined,
  given: { now: Date; open: number; isChased: boolean },
) {
  const { at, wanted, failed } = known ?? {}
  // Compared as usual it is done on the day after.
  const isLate = at !== undefined && at.getTime() >= boundsOf(day).to.getTime() + dayMs
  return { day, state: stateOf(), open: given.open, isLate }

  function stateOf() {
    if (wanted === true) return 'wanted' as const
    if (failed !== undefined) return 'failed' as const
    if (given.open > 0) return 'open' as const
    if (given.isChased) return 'chased' as const
    if (at !== undefined) return 'agreed' as const
    return day > lastReadyDay(given.now) ? ('notOut' as const) : ('never' as const)
  }
}
