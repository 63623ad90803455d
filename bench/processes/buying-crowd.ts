import { MongoClient } from 'mongodb'
import { recountOrders } from '../../domain/customers/recount-orders.ts'
import { defaultBuyerRules } from '../../domain/language/buyer-rules.ts'
import { ledgerOf } from '../../domain/orders/ledger-of.ts'
import type { Customer } from '../../models/customer.ts'
import { orderKey } from '../../models/order-entry.ts'
import { withStanding } from '../../models/order-standing.ts'
import type { Order } from '../../models/orders.ts'
import { everybodyIn, insertAll, pageSize } from '../everybody.ts'
import { customerOf } from '../town/customer.ts'
import { numbersFrom } from '../town/numbers.ts'
import { answer } from './answer.ts'

const dayMs = 86_400_000
const rememberedDays = 720
/** Of so many one is kept as somebody nobody has counted anything of. */
const oneUncountedOf = 100

const client = await MongoClient.connect(process.env.BARE_URI ?? '')
const customers = client.db().collection<Customer>('customers')
const orders = client.db().collection<Order>('orders')

/** Paid, of one or two things; every tenth given back in part. */
function orderOf(customerId: string, number: number, until: number, chance: () => number): Order {
  const id = `${customerId}-${number}`
  const at = new Date(until - Math.floor(chance() * rememberedDays * dayMs))
  const priceFen = 1_000 * (1 + Math.floor(chance() * 400))
  const quantity = 1 + Math.floor(chance() * 2)
  const product = Math.floor(chance() * 50)
  return withStanding({
    _id: orderKey(id),
    customerId,
    rev: 1,
    payment: {
      event: `shop:paid-${id}`,
      heardAt: at,
      at,
      amountFen: priceFen * quantity,
      items: [{ productId: `p${product}`, name: `商品${product}`, category: '护肤', quantity, priceFen }],
    },
    ...(number % 10 === 9 && {
      refunds: [{ id: `back-${id}`, fen: priceFen, heardAt: new Date(at.getTime() + dayMs) }],
    }),
  })
}

answer({
  /** So many customers with what they ordered in the two years up to `until`, and what that makes of them. */
  make: async (given: { count: number; ordersEach: number; until: Date }): Promise<void> => {
    const until = given.until.getTime()
    const createdAt = new Date(until - (rememberedDays + 10) * dayMs)
    const chance = numbersFrom(7)
    for (let first = 0; first < given.count; first += pageSize) {
      const size = Math.min(pageSize, given.count - first)
      const bought: Order[] = []
      const people = Array.from({ length: size }, (_, at) => {
        const number = first + at
        const customer = customerOf(`c_buyer${String(number).padStart(8, '0')}`, number, createdAt)
        const own = Array.from({ length: given.ordersEach }, (_, n) =>
          orderOf(customer._id, n, until, chance),
        )
        bought.push(...own)
        if (number % oneUncountedOf !== 0) {
          recountOrders(customer, ledgerOf(own), given.until, defaultBuyerRules)
        }
        return customer
      })
      await insertAll(customers, people)
      await insertAll(orders, bought)
    }
  },

  /** Reads all of it a page of customers at a time and adds up what each paid, net, and when they bought last; in ms. */
  fold: async (): Promise<number> => {
    const begun = performance.now()
    for await (const page of everybodyIn(customers)) {
      const sums = new Map(page.map(({ _id }) => [_id, { count: 0, netFen: 0, lastAt: 0 }]))
      for (const order of await orders.find({ customerId: { $in: [...sums.keys()] } }).toArray()) {
        const sum = sums.get(order.customerId)
        if (sum === undefined) continue
        const backFen = (order.refunds ?? []).reduce((all, { fen }) => all + fen, 0)
        sum.count += 1
        sum.netFen += (order.payment?.amountFen ?? 0) - backFen
        sum.lastAt = Math.max(sum.lastAt, order.payment?.at.getTime() ?? 0)
      }
    }
    return performance.now() - begun
  },
})
