import type { CreditReader } from '../../models/credit-reader.ts'
import type { Customer } from '../../models/customer.ts'
import type { Order } from '../../models/orders.ts'
import type { Customers } from '../customers/contract.ts'
import { orderFacts } from '../orders/order-facts.ts'
import { creditDays, creditOf, type SalesTouch } from './credit-rule.ts'
import type { Place, StaffPlaces } from './staff-places.ts'

/** What one salesperson did in one place, and what is credited to them for it. */
export interface CreditRow {
  /** userid, or what the till said where the directory knows nobody of that name. */
  staff: string
  place: Place
  /** Messages that reached customers: confirmed group-sends, and words sent into chats. */
  sends: number
  /** Of the group-sends, those whose link the customer followed. */
  clicks: number
  /** Follow-ups they finished. */
  tasks: number
  orders: number
  /** Net of refunds. */
  fen: number
}

export interface CreditReport {
  /** The most money first. */
  rows: CreditRow[]
  /** All rows together, and the orders that count and are credited to nobody. */
  credited: { orders: number; fen: number }
  uncredited: { orders: number; fen: number }
}

const dayMs = 86_400_000

/**
 * What salespeople did in [from, to), and the orders paid then that are credited to them, as refunds stand now. Made anew of the
 * records each time: what becomes known late counts, and nothing can drift. Test customers are in no figure.
 */
export function createCreditReport(deps: {
  reader: CreditReader
  customers: Pick<Customers, 'findMany'>
  places: Pick<StaffPlaces, 'placesThen'>
}) {
  const { reader, customers, places } = deps

  /** Everybody who is no test customer, by any id they had. */
  async function realAmong(ids: readonly string[]): Promise<ReadonlyMap<string, Customer>> {
    const found = await customers.findMany([...new Set(ids)])
    return new Map([...found].filter(([, { isTest }]) => !isTest))
  }

  /** What salespeople did towards these people in the days before `to`, by the id of the customer as they are now. */
  async function touchesOf(people: readonly Customer[], from: Date, to: Date) {
    const ids = people.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
    const owner = new Map(
      people.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom].map((id) => [id, _id] as const)),
    )
    // The moment of the payment itself counts.
    const until = new Date(to.getTime() + 1)
    const since = new Date(from.getTime() - creditDays * dayMs)
    const [sends, words, tasks] = await Promise.all([
      reader.sendsTo(ids, since, until),
      reader.wordsTo(ids, since, until),
      reader.tasksDoneFor(ids, since, until),
    ])
    const touches = new Map<string, SalesTouch[]>()
    const add = (id: string, touch: SalesTouch) => {
      const _id = owner.get(id) ?? id
      touches.set(_id, [...(touches.get(_id) ?? []), touch])
    }
    for (const { customerId, sender, at } of sends) add(customerId, { kind: 'groupSend', staff: sender, at })
    for (const { customerId, staff, at } of words) add(customerId, { kind: 'words', staff, at })
    for (const { customerId, assignee, doneAt } of tasks) {
      add(customerId, { kind: 'task', staff: assignee.toLowerCase(), at: doneAt })
    }
    return touches
  }

  return async function report(from: Date, to: Date): Promise<CreditReport> {
    const placeOf = await places.placesThen()
    const rows = new Map<string, CreditRow>()
    const rowOf = (staff: string, place: Place): CreditRow => {
      const key = `${staff} ${place.department} ${place.store?.code ?? ''}`
      const row = rows.get(key) ?? { staff, place, sends: 0, clicks: 0, tasks: 0, orders: 0, fen: 0 }
      rows.set(key, row)
      return row
    }
    const uncredited = { orders: 0, fen: 0 }

    async function countOrders(orders: readonly Order[]): Promise<void> {
      const people = await realAmong(orders.map(({ customerId }) => customerId))
      const paid = orders.map(({ payment }) => payment?.at.getTime() ?? from.getTime())
      const touches = await touchesOf(
        [...new Map([...people.values()].map((one) => [one._id, one])).values()],
        new Date(Math.min(...paid)),
        new Date(Math.max(...paid)),
      )
      for (const order of orders) {
        const customer = people.get(order.customerId)
        const facts = orderFacts(order)
        if (customer === undefined || !facts.isCounted) continue
        const credit = creditOf(facts, touches.get(customer._id) ?? [])
        const counted =
          credit === null ? uncredited : rowOf(credit.staff, placeOf(credit.staff, credit.at, facts.storeId))
        counted.orders += 1
        counted.fen += facts.netFen
      }
    }

    for await (const orders of reader.paidOrders(from, to)) await countOrders(orders)
    for await (const sends of reader.sends(from, to)) {
      const people = await realAmong(sends.map(({ customerId }) => customerId))
      for (const { customerId, sender, at, clicked } of sends) {
        if (!people.has(customerId)) continue
        const row = rowOf(sender, placeOf(sender, at))
        row.sends += 1
        row.clicks += Number(clicked)
      }
    }
    for await (const words of reader.words(from, to)) {
      const people = await realAmong(words.map(({ customerId }) => customerId))
      for (const { customerId, staff, at } of words) {
        if (people.has(customerId)) rowOf(staff, placeOf(staff, at)).sends += 1
      }
    }
    for await (const tasks of reader.tasksDone(from, to)) {
      for (const { assignee, doneAt } of tasks) {
        rowOf(assignee.toLowerCase(), placeOf(assignee.toLowerCase(), doneAt)).tasks += 1
      }
    }
    const all = [...rows.values()].sort(
      (a, b) => b.fen - a.fen || b.sends - a.sends || (a.staff < b.staff ? -1 : 1),
    )
    return {
      rows: all,
      credited: {
        orders: all.reduce((sum, { orders }) => sum + orders, 0),
        fen: all.reduce((sum, { fen }) => sum + fen, 0),
      },
      uncredited,
    }
  }
}
export type CreditReporter = ReturnType<typeof createCreditReport>
