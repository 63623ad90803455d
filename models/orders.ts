import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, number, optionalListOf, partOf, text } from './collection.ts'
import { countedBy } from './counted.ts'
import { unlessPresent } from './duplicates.ts'
import { knowing } from './mark-before-writes.ts'
import { type OrderKey, type OrderRefund, orderRefund } from './order-entry.ts'
import { type OrderStanding, withStanding } from './order-standing.ts'
import { type OwnOrder, type OwnOrderStep, ownOrder } from './own-order.ts'

/** One line of an order, as far as the shop tells. */
export interface OrderLine {
  productId?: string
  name?: string
  category?: string
  quantity?: number
  /** Of one. */
  priceFen?: number
}

/** An order as a report of it said it was. */
export interface OrderReport {
  /** Id of the event that told of it. */
  event: string
  heardAt: Date
  /** When it happened, never later than it was heard of. */
  at: Date
  /** To be paid, or what was really paid: after discounts and coupons, with freight. */
  amountFen: number
  discountFen?: number
  freightFen?: number
  /** The shop's ids of the store and of who sold it. */
  storeId?: string
  staffId?: string
  items: OrderLine[]
}

/** One order of one shop system: everything told of it, however often, comes to the same document. */
export interface Order extends OrderStanding {
  _id: OrderKey
  /** Whose it was when it was first heard of: they may have become another since. */
  customerId: string
  /** Counts every write: the compare-and-set guard. */
  rev: number
  /** As it was placed, and as it was paid; of each the first report stands. */
  placed?: OrderReport
  payment?: OrderReport
  /** Money that was given back: a ledger beside the states. By id. */
  refunds?: OrderRefund[]
  shippedAt?: Date
  deliveredAt?: Date
  receivedAt?: Date
  closedAt?: Date
  /** Of an order Kelu keeps itself. */
  own?: OwnOrder
}

const line = partOf<OrderLine>({
  productId: String,
  name: String,
  category: String,
  quantity: Number,
  priceFen: Number,
})
const report = partOf<OrderReport>({
  event: text,
  heardAt: date,
  at: date,
  amountFen: number,
  discountFen: Number,
  freightFen: Number,
  storeId: String,
  staffId: String,
  items: { type: [line], required: true, default: undefined },
})

export const orderSchema = collectionOf<Order>('orders', {
  _id: text,
  customerId: text,
  rev: number,
  placed: report,
  payment: report,
  refunds: optionalListOf(orderRefund),
  shippedAt: Date,
  deliveredAt: Date,
  receivedAt: Date,
  closedAt: Date,
  own: ownOrder,
  begunAt: Date,
  state: String,
  storeId: String,
})
orderSchema.index({ customerId: 1 })
orderSchema.index({ begunAt: -1 })
orderSchema.index({ state: 1, begunAt: -1 })
orderSchema.index({ storeId: 1, begunAt: -1 })
orderSchema.index({ storeId: 1, state: 1, begunAt: -1 })
// What is credited to salespeople goes by when it was paid.
orderSchema.index({ 'payment.at': 1 })
orderSchema.index({ 'own.step': 1, 'own.dueAt': 1 })
orderSchema.index({ 'own.lookAt': 1 })
orderSchema.index({ 'own.paidAt': 1 })
orderSchema.index({ 'own.refunds.state': 1, _id: -1 })
orderSchema.index({ 'own.refunds.acceptedAt': 1 })

countedBy(orderSchema, {
  source: 'orders',
  moments: [
    {
      at: ({ payment }) => payment?.at,
      as: ({ customerId, payment, refunds }) => [customerId, payment, refunds],
      fields: ['customerId', 'payment', 'refunds'],
    },
  ],
})

const maxAttempts = 40

export type OrderStore = ReturnType<typeof createOrderStore>

export function createOrderStore(connection: Connection) {
  const orders = hotPathOf(connection, orderSchema)

  return {
    /** Makes what is known of an order what `edit` says, however many do so at once; null leaves it as it is. */
    async change(_id: OrderKey, edit: (known: Order | null) => Order | null): Promise<void> {
      for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
        const known = await orders.findOne({ _id })
        const next = edit(known)
        if (next === null) return
        const written = withStanding({ ...next, rev: (known?.rev ?? 0) + 1 })
        if (known === null) {
          if (await unlessPresent(orders.insertOne(written))) return
        } else {
          const { matchedCount } = await orders.replaceOne(knowing({ _id, rev: known.rev }, known), written)
          if (matchedCount === 1) return
        }
      }
      throw new Error(`order ${_id} could not be written: somebody else did each time`)
    },
    find: (_id: OrderKey): Promise<Order | null> => orders.findOne({ _id }),
    async findMany(ids: readonly OrderKey[]): Promise<Map<OrderKey, Order>> {
      const found = await orders.find({ _id: { $in: [...ids] } }).toArray()
      return new Map(found.map((order) => [order._id, order]))
    },
    /** Places an own order, unless it was placed before. */
    async place(order: Order): Promise<void> {
      await unlessPresent(orders.insertOne(withStanding(order)))
    },
    /** Own orders at one of these steps somebody has to look at by then, the longest due first. */
    ownDue(steps: readonly OwnOrderStep[], until: Date, limit: number): Promise<Order[]> {
      return orders
        .find({ 'own.step': { $in: [...steps] }, 'own.dueAt': { $lte: until } })
        .sort({ 'own.dueAt': 1 })
        .limit(limit)
        .toArray()
    },
    /** Own orders of whoever had one of these ids, the newest first, before that one. */
    ownOf(customerIds: readonly string[], before: OrderKey | undefined, limit: number): Promise<Order[]> {
      return orders
        .find({
          customerId: { $in: [...customerIds] },
          'own.step': { $exists: true },
          ...(before !== undefined && { _id: { $lt: before } }),
        })
        .sort({ _id: -1 })
        .limit(limit)
        .toArray()
    },
    /** Of whoever had one of these ids. */
    ofCustomers(customerIds: readonly string[], limit: number): Promise<Order[]> {
      return orders
        .find({ customerId: { $in: [...customerIds] } })
        .limit(limit)
        .toArray()
    },
  }
}
