import type { Connection } from 'mongoose'
import type { Customer } from '../customer.ts'
import type { KeluEvent } from '../event.ts'
import type { OrderEntry, OrderPayment, OrderRefund } from '../order-entry.ts'
import type { Migration } from './migrate.ts'

const batch = 500

/** What a customer kept of an order until 0.1. */
interface EarlierOrder {
  id: string
  at: Date
  fen?: number
  refundedFen?: number
}

/**
 * Until 0.1 an order knew only the sum of its refunds, so that one told by two systems counted twice. Payments and refunds are
 * taken from the events that told of them; what those no longer explain is kept as it was. Whoever has orders is made due at
 * once: the next sweep computes from them, and tells what changed.
 */
export const orderFacts: Migration = {
  id: '2026-11-30-order-facts',
  async run(connection, progress) {
    for (let after = progress.after ?? ''; ; ) {
      const page = await pageAfter(connection, after)
      const last = page.at(-1)
      if (last === undefined) return
      const told = await toldOf(connection, page)
      await connection.collection<Customer>('customers').bulkWrite(
        page.map(({ _id, orders = [], mergedFrom = [], mergedInto }) => {
          const events = [_id, ...mergedFrom].flatMap((id) => told.get(id) ?? [])
          const $set = {
            orders: orders.map((order) => entryOf(order, events)),
            ...(mergedInto === undefined && { refreshAt: new Date(0) }),
          }
          // Whoever has read the customer before and writes afterwards must read again.
          return { updateOne: { filter: { _id }, update: { $set, $inc: { rev: 1 } } } }
        }),
        { ordered: false },
      )
      after = last._id
      await progress.keep(after)
    }
  },
}

/** Those with orders, whoever has become another among them: somebody may be about to take over what they had. */
function pageAfter(connection: Connection, after: string): Promise<Customer[]> {
  return connection
    .collection<Customer>('customers')
    .find({ _id: { $gt: after }, 'orders.0': { $exists: true } })
    .sort({ _id: 1 })
    .limit(batch)
    .toArray()
}

/** What was told of orders, by customer, first heard first. */
async function toldOf(connection: Connection, page: readonly Customer[]): Promise<Map<string, KeluEvent[]>> {
  const ids = page.flatMap(({ _id, mergedFrom = [] }) => [_id, ...mergedFrom])
  const told = new Map<string, KeluEvent[]>()
  const events = connection
    .collection<KeluEvent>('events')
    .find({ customerId: { $in: ids }, name: { $in: ['order.paid', 'order.refunded'] } })
  for await (const event of events) {
    told.set(event.customerId, [...(told.get(event.customerId) ?? []), event])
  }
  return told
}

function entryOf(order: OrderEntry | EarlierOrder, events: readonly KeluEvent[]): OrderEntry {
  // One that a run before this one has already turned.
  if (!('at' in order)) return order
  const own = events
    .filter(({ _id, props }) => (props.orderId ?? _id) === order.id)
    .sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime() || (a._id < b._id ? -1 : 1))
  const payment = order.fen === undefined ? undefined : paymentOf(order, order.fen, own)
  const refunds = refundsOf(order, own)
  return { id: order.id, ...(payment && { payment }), ...(refunds.length > 0 && { refunds }) }
}

function paymentOf({ id, at }: EarlierOrder, paidFen: number, own: readonly KeluEvent[]): OrderPayment {
  const told = own.find(({ name }) => name === 'order.paid')
  if (told === undefined) return { event: `order:${id}`, heardAt: at, at, paidFen }
  const { discountFen, items } = told.props
  const product = dearestOf(items)
  return {
    event: told._id,
    heardAt: told.receivedAt,
    at,
    paidFen,
    ...(typeof discountFen === 'number' && discountFen > 0 && { discountFen }),
    ...(product !== undefined && { product }),
  }
}

function refundsOf({ id, at, refundedFen = 0 }: EarlierOrder, own: readonly KeluEvent[]): OrderRefund[] {
  const refunds = new Map<string, OrderRefund>()
  let explained = 0
  for (const { _id, name, receivedAt, props } of own) {
    if (name !== 'order.refunded' || typeof props.amountFen !== 'number' || props.amountFen <= 0) continue
    explained += props.amountFen
    const refundId = typeof props.refundId === 'string' ? props.refundId : _id
    if (!refunds.has(refundId))
      refunds.set(refundId, { id: refundId, fen: props.amountFen, heardAt: receivedAt })
  }
  const rest = refundedFen - explained
  if (rest > 0) refunds.set(`order:${id}`, { id: `order:${id}`, fen: rest, heardAt: at })
  return [...refunds.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Name of the line that came to most, the first of equals. */
function dearestOf(items: unknown): string | undefined {
  const lines = (Array.isArray(items) ? items : []) as {
    name?: string
    priceFen?: number
    quantity?: number
  }[]
  const costOf = ({ priceFen = 0, quantity = 1 }: (typeof lines)[number]) => priceFen * quantity
  const named = lines.filter(({ name }) => typeof name === 'string' && name !== '')
  const dearest = named.reduce<(typeof lines)[number] | undefined>(
    (best, line) => (best === undefined || costOf(line) > costOf(best) ? line : best),
    undefined,
  )
  return dearest?.name
}
