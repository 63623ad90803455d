import type { KeluEvent } from './event.ts'
import { firstHeard, type OrderEntry, orderKey, orderKeyIn, uniteRefunds } from './order-entry.ts'
import type { Order, OrderLine, OrderReport } from './orders.ts'
import { isSameDocument } from './same-document.ts'

/** What one event, or a customer's ledger, says of an order. */
export type OrderTold = Omit<Order, 'rev'>

type Times = Pick<Order, 'shippedAt' | 'deliveredAt' | 'receivedAt' | 'closedAt'>
const times = {
  'order.shipped': 'shippedAt',
  'order.delivered': 'deliveredAt',
  'order.received': 'receivedAt',
  'order.closed': 'closedAt',
} as const satisfies Record<string, keyof Times>
const isTime = (name: string): name is keyof typeof times => Object.hasOwn(times, name)

/** The events an order is made of. Asking for money back changes nothing about it yet. */
export const orderEventNames = ['order.created', 'order.paid', 'order.refunded', ...Object.keys(times)]

/** What an event says of its order; null when it says nothing of one. */
export function toldByEvent(event: KeluEvent): OrderTold | null {
  const { _id, name, customerId, at, receivedAt, props } = event
  const key = orderKeyIn(props)
  if (key === null) return null
  const told = { _id: key, customerId }
  if (name === 'order.created') return { ...told, placed: reportOf(event) }
  if (name === 'order.paid') return { ...told, payment: reportOf(event) }
  if (isTime(name)) return { ...told, [times[name]]: at }
  const fen = fenOf(props.amountFen)
  if (name !== 'order.refunded' || fen === undefined) return null
  const id = typeof props.refundId === 'string' ? props.refundId : _id
  return { ...told, refunds: [{ id, fen, heardAt: receivedAt }] }
}

/** What a customer's ledger says of an order whose events are gone. */
export function toldByLedger(customerId: string, { id, system, payment, refunds }: OrderEntry): OrderTold {
  return {
    _id: orderKey(id, system),
    customerId,
    ...(payment && { payment: reportOfPayment(payment) }),
    ...(refunds && { refunds }),
  }
}

function reportOfPayment(payment: NonNullable<OrderEntry['payment']>): OrderReport {
  const { event, heardAt, at, paidFen, discountFen, product } = payment
  return {
    ...{ event, heardAt, at, amountFen: paidFen },
    ...(discountFen !== undefined && { discountFen }),
    items: product === undefined ? [] : [{ name: product }],
  }
}

/** What is known of an order once this is known as well; null when nothing is new. Whatever order it is told in, it is the same. */
export function withTold(known: Order | null, told: OrderTold): Order | null {
  if (known === null) return { ...told, rev: 0 }
  const placed = firstHeard(known.placed, told.placed)
  const payment = firstHeard(known.payment, told.payment)
  const refunds = uniteRefunds(known.refunds, told.refunds)
  const next = {
    ...known,
    ...(placed && { placed }),
    ...(payment && { payment }),
    ...(refunds && { refunds }),
    ...earliest(known, told),
  }
  return isSameDocument(known, next) ? null : next
}

function earliest(known: Times, told: Times): Times {
  const all = Object.values(times).flatMap((name) => {
    const [a, b] = [known[name], told[name]]
    const first = a && b ? (a < b ? a : b) : (a ?? b)
    return first === undefined ? [] : [[name, first] as const]
  })
  return Object.fromEntries(all)
}

function reportOf({ _id, at, receivedAt, props }: KeluEvent): OrderReport {
  const [discountFen, freightFen] = [fenOf(props.discountFen), fenOf(props.freightFen)]
  const { storeId, staffId } = props
  return {
    event: _id,
    heardAt: receivedAt,
    at,
    amountFen: fenOf(props.amountFen) ?? 0,
    ...(discountFen !== undefined && { discountFen }),
    ...(freightFen !== undefined && { freightFen }),
    ...(typeof storeId === 'string' && { storeId }),
    ...(typeof staffId === 'string' && { staffId }),
    items: Array.isArray(props.items) ? (props.items as unknown[]).flatMap(lineOf) : [],
  }
}

function lineOf(item: unknown): OrderLine[] {
  if (typeof item !== 'object' || item === null) return []
  const { productId, name, category, quantity, priceFen } = item as Record<string, unknown>
  return [
    {
      ...(typeof productId === 'string' && { productId }),
      ...(typeof name === 'string' && { name }),
      ...(typeof category === 'string' && { category }),
      ...(typeof quantity === 'number' && { quantity }),
      ...(typeof priceFen === 'number' && { priceFen }),
    },
  ]
}

/** Whole fen above nothing. */
const fenOf = (fen: unknown): number | undefined =>
  Number.isSafeInteger(fen) && (fen as number) > 0 ? (fen as number) : undefined
