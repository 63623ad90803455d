import type { OrderRefund } from '../../../models/order-entry.ts'
import { orderKey } from '../../../models/order-entry.ts'
import { type OrderTold, withTold } from '../../../models/order-reports.ts'
import type { Order, OrderReport, OrderStore } from '../../../models/orders.ts'
import type { Customers, NewEvent } from '../../customers/contract.ts'
import type { ToldOrder } from './gather-order.ts'

/** Under which an order of a file was told: the same order of another file is the same. */
const paidEventOf = (orderId: string) => `import:shop:${orderId}:paid`
const placedEventOf = (orderId: string) => `import:shop:${orderId}:created`
const refundEventOf = (orderId: string) => `import:shop:${orderId}:refunded`

/** What the event of an order carries. */
export function propsOf({ orderId, amountFen, discountFen, freightFen, storeId, staffId, items }: ToldOrder) {
  return {
    orderId,
    amountFen,
    ...(discountFen !== undefined && { discountFen }),
    ...(freightFen !== undefined && { freightFen }),
    ...(storeId !== undefined && { storeId }),
    ...(staffId !== undefined && { staffId }),
    items,
  }
}

/**
 * Keeps an order as history: its events first, which make the buyer what they are, then its document, as heard of when those were. What
 * was told of it before stands, and what tells of it is then not written down a second time. Safe to run twice.
 */
export async function keepOrder(
  told: ToldOrder,
  customerId: string,
  {
    customers,
    orders,
    at: now,
  }: {
    customers: Pick<Customers, 'hear' | 'find'>
    orders: Pick<OrderStore, 'change' | 'findMany'>
    at: Date
  },
): Promise<void> {
  const key = orderKey(told.orderId)
  const known = (await orders.findMany([key])).get(key) ?? null
  const events = eventsOf(told, customerId, known)
  for (const event of events) await customers.hear(event)
  const ledger = (await customers.find(customerId))?.orders?.find(
    ({ id, system }) => id === told.orderId && system === undefined,
  )
  const heardAt = ledger?.payment?.event === paidEventOf(told.orderId) ? ledger.payment.heardAt : now
  const refundHeardAt = ledger?.refunds?.find(({ id }) => id === refundEventOf(told.orderId))?.heardAt ?? now
  const names = new Set(events.map(({ name }) => name))
  await orders.change(key, (before) =>
    withTold(
      before,
      documentOf(told, customerId, { names, heardAt, refundHeardAt, isAlone: isOnlyOurs(known) }),
    ),
  )
}

/** Whether nothing but files told of it so far. */
const isOnlyOurs = (known: Order | null): boolean =>
  known === null || (known.payment ?? known.placed)?.event.startsWith('import:') === true

/** What nobody told of it yet, beside this import. */
function eventsOf(told: ToldOrder, customerId: string, known: Order | null): NewEvent[] {
  const { orderId, at, refundedFen } = told
  const shared = { customerId, source: 'import', history: true as const }
  const events: NewEvent[] = []
  if (at.paid === undefined && at.placed !== undefined && isOnlyOurs(known))
    events.push({
      ...shared,
      _id: placedEventOf(orderId),
      name: 'order.created',
      at: at.placed,
      props: propsOf(told),
    })
  if (at.paid !== undefined && (isOnlyOurs(known) || known?.payment === undefined))
    events.push({
      ...shared,
      _id: paidEventOf(orderId),
      name: 'order.paid',
      at: at.paid,
      props: propsOf(told),
    })
  const refundedByOthers = (known?.refunds ?? []).some(({ id }) => id !== refundEventOf(orderId))
  if (refundedFen > 0 && !refundedByOthers)
    events.push({
      ...shared,
      _id: refundEventOf(orderId),
      name: 'order.refunded',
      at: at.paid ?? at.placed ?? new Date(0),
      props: { orderId, amountFen: refundedFen, refundId: refundEventOf(orderId) },
    })
  return events
}

function documentOf(
  told: ToldOrder,
  customerId: string,
  {
    names,
    heardAt,
    refundHeardAt,
    isAlone,
  }: { names: ReadonlySet<string>; heardAt: Date; refundHeardAt: Date; isAlone: boolean },
): OrderTold {
  const { orderId, at, state, refundedFen } = told
  const { orderId: _, ...said } = propsOf(told)
  const report = (event: string, when: Date): OrderReport => ({ ...said, event, heardAt, at: when })
  const refunds: OrderRefund[] = [{ id: refundEventOf(orderId), fen: refundedFen, heardAt: refundHeardAt }]
  // Of steps behind the payment files tell that they were made, not when.
  const step = isAlone ? (at.paid ?? at.placed) : undefined
  return {
    _id: orderKey(orderId),
    customerId,
    ...(at.placed && { placed: report(placedEventOf(orderId), at.placed) }),
    ...(at.paid && names.has('order.paid') && { payment: report(paidEventOf(orderId), at.paid) }),
    ...(names.has('order.refunded') && { refunds }),
    ...(state === 'shipped' && step && { shippedAt: step }),
    ...(state === 'received' && step && { receivedAt: step }),
    ...(state === 'closed' && step && { closedAt: step }),
  }
}
