import pLimit from 'p-limit'
import type { Customer } from '../../../models/customer.ts'
import type { IdentityStore } from '../../../models/identities.ts'
import type { ImportCounts } from '../../../models/imports.ts'
import { orderKey } from '../../../models/order-entry.ts'
import type { Order, OrderStore } from '../../../models/orders.ts'
import { contactFieldIn } from '../../customers/contact-data.ts'
import type { Customers } from '../../customers/contract.ts'
import { DomainError } from '../../errors.ts'
import type { Journeys } from '../../journeys/contract.ts'
import type { Fault } from '../faults.ts'
import type { TableRow } from '../file/table.ts'
import type { Around, BadRow, Batch, ImportKind, KindColumns } from '../kind.ts'
import { createFindPeople } from '../people/find-people.ts'
import { whoNeeds } from '../people/who.ts'
import { gatherOrder, mostLines, type ToldOrder } from './gather-order.ts'
import { keepOrder, propsOf } from './keep-order.ts'
import { type OrderRow, readOrderRow } from './read-order-row.ts'
import { orderTargets } from './targets.ts'

const parallel = 8

export const orderColumns = ({ corp }: { corp: string | undefined }): KindColumns => ({
  name: '订单',
  targets: () => orderTargets.filter(({ id }) => id !== 'external' || corp !== undefined),
  needs: [whoNeeds, ['orderId'], ['paidAt', 'placedAt'], ['amountYuan', 'amountFen']],
})

interface Judged {
  told: ToldOrder
  customer: Customer
  isNew: boolean
}

/**
 * Orders of another shop, one row per line, taken over as history by their own numbers: they make their buyers what they are, and begin
 * nothing. What somebody told of an order before stands; a file that says otherwise is refused. Buyers must be there already.
 */
export function createOrderImport(deps: {
  customers: Pick<Customers, 'hear' | 'find' | 'findMany' | 'identityKey'>
  stores: {
    orders: Pick<OrderStore, 'change' | 'findMany'>
    identities: Pick<IdentityStore, 'findMany'>
  }
  journeys: Pick<Journeys, 'settleLearnt'>
  corp: string | undefined
}): ImportKind {
  const { customers, stores, journeys, corp } = deps
  const findPeople = createFindPeople({ customers, identities: stores.identities })

  async function judgeOrders(all: readonly ToldOrder[]): Promise<{ judged: Judged[]; bad: BadRow[] }> {
    const [people, known] = await Promise.all([
      findPeople(all.map(({ who }) => who)),
      stores.orders.findMany(all.map(({ orderId }) => orderKey(orderId))),
    ])
    const buyers = await customers.findMany([...known.values()].map(({ customerId }) => customerId))
    const judged: Judged[] = []
    const bad: BadRow[] = []
    for (const [place, told] of all.entries()) {
      const customer = people[place]?.known ?? null
      const order = known.get(orderKey(told.orderId))
      const buyer = order && (buyers.get(order.customerId)?._id ?? order.customerId)
      if (customer === null) bad.push(...badRows(told.rows, { code: 'unknownCustomer' }))
      else if (contactFieldIn(propsOf(told)) !== null)
        bad.push(...badRows(told.rows, { code: 'contactInClear' }))
      else if (order && (buyer !== customer._id || !isSameOrder(order, told)))
        bad.push(...badRows(told.rows, { code: 'known' }))
      else judged.push({ told, customer, isNew: order === undefined || isAhead(order, told) })
    }
    return { judged, bad }
  }

  async function write(judged: readonly Judged[], around: Around): Promise<BadRow[]> {
    const bad: BadRow[] = []
    const changed = new Set<string>()
    const slot = pLimit(parallel)
    const byBuyer = new Map<string, Judged[]>()
    for (const one of judged) {
      const { _id } = one.customer
      byBuyer.set(_id, [...(byBuyer.get(_id) ?? []), one])
    }
    async function keepAll(own: readonly Judged[]): Promise<void> {
      for (const { told, customer } of own) {
        try {
          await keepOrder(told, customer._id, { customers, orders: stores.orders, at: around.now })
          changed.add(customer._id)
        } catch (error) {
          if (!(error instanceof DomainError) || error.code !== 'customer.contended') throw error
          bad.push(...badRows(told.rows, { code: 'contended' }))
        }
      }
    }
    await Promise.all([...byBuyer.values()].map((own) => slot(() => keepAll(own))))
    await journeys.settleLearnt([...(await customers.findMany([...changed])).values()])
    return bad
  }

  async function judge(rows: readonly TableRow[], around: Around): Promise<Batch> {
    const { told, bad } = readOrders(rows, around, corp)
    const { judged, bad: refused } = await judgeOrders(told)
    bad.push(...refused)
    const fresh = judged.filter(({ isNew }) => isNew)
    const counts: ImportCounts = {
      rows: rows.length,
      bad: bad.length,
      new: fresh.length,
      known: judged.length - fresh.length,
      amountFen: fresh.reduce((sum, { told: { amountFen, at } }) => sum + (at.paid ? amountFen : 0), 0),
    }
    // Known ones as well: after a crash in the middle of it they are those that were not finished.
    return { counts, bad, write: () => write(judged, around) }
  }

  return {
    ...orderColumns(deps),
    groups: { target: 'orderId', name: '订单号', mostRows: mostLines },
    judge,
  }
}

const badRows = (rows: readonly number[], fault: Fault): BadRow[] =>
  rows.map((row) => ({ row, faults: [fault] }))

function readOrders(rows: readonly TableRow[], around: Around, corp: string | undefined) {
  const bad: BadRow[] = []
  const byOrder = new Map<string, OrderRow[]>()
  const spoilt = new Set<string>()
  for (const row of rows) {
    const read = readOrderRow(row, around, corp)
    if ('faults' in read) {
      bad.push({ row: row.row, faults: read.faults })
      if (read.orderId !== null) spoilt.add(read.orderId)
    } else byOrder.set(read.orderId, [...(byOrder.get(read.orderId) ?? []), read])
  }
  const told: ToldOrder[] = []
  for (const [orderId, own] of byOrder) {
    const order = spoilt.has(orderId) ? ('orderSpoilt' as const) : gatherOrder(own)
    if (typeof order === 'string')
      bad.push(
        ...badRows(
          own.map(({ row }) => row),
          { code: order },
        ),
      )
    else told.push(order)
  }
  return { told, bad }
}

/** What is known of it may be less than the file says, and not something else. */
function isSameOrder({ payment, placed }: Order, { at, amountFen }: ToldOrder): boolean {
  const known = payment ?? placed
  if (known === undefined) return true
  // One that was not paid yet may have been changed before it was.
  return payment === undefined && at.paid !== undefined ? true : known.amountFen === amountFen
}

const isAhead = ({ payment }: Order, { at }: ToldOrder): boolean =>
  payment === undefined && at.paid !== undefined
