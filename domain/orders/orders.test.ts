import { afterAll, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { createOrderStore } from '../../models/orders.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { customersOn } from '../../test/testing/customers.ts'
import { testDatabase } from '../../test/testing/database.ts'
import type { NewEvent } from '../customers/contract.ts'
import { ordersOf } from './orders-of.ts'
import { recordOrders } from './record-orders.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const clock = movableClock('2026-03-02T09:00:00+08:00')
const { customers } = customersOn(db, clock)
const store = createOrderStore(db.connection)
recordOrders({ store, customers })

let made = 0
const aCustomer = () =>
  customers.getOrCreate([{ kind: 'ext', system: 'test', value: `p${++made}` }], {
    source: 'test',
    at: clock.now(),
  })
const at = (hour: number) => new Date(clock.now().getTime() - (24 - hour) * 3_600_000)
const telling = ({ _id }: Customer, name: string, props: object, hour = 0): NewEvent => ({
  _id: `e${++made}`,
  customerId: _id,
  name,
  at: at(hour),
  props: { ...props },
  source: 'shop',
})
const of = async ({ _id }: Customer) => ordersOf(store, (await customers.find(_id)) as Customer, 100)

const items = [{ productId: 'p1', name: '精华', category: '护肤', quantity: 2, priceFen: 10_000 }]
const placed = { orderId: 'a', amountFen: 18_800, discountFen: 2_000, freightFen: 800, items }

it('an order is one document, whatever order its life is told in and however often', async () => {
  const life = (no: string, one: Customer) => [
    telling(one, 'order.created', { ...placed, orderId: no }, 1),
    telling(one, 'order.paid', { ...placed, orderId: no, storeId: 'sh-01', staffId: 'lilei' }, 2),
    telling(one, 'order.shipped', { ...placed, orderId: no }, 3),
    telling(one, 'order.received', { ...placed, orderId: no }, 4),
    telling(one, 'order.refunded', { orderId: no, refundId: 'r1', amountFen: 5_000 }, 5),
    telling(one, 'order.refunded', { orderId: no, refundId: 'r1', amountFen: 5_000 }, 6),
    telling(one, 'order.refunded', { orderId: no, refundId: 'r2', amountFen: 1_000 }, 7),
  ]
  const facts = {
    state: 'received',
    paidAt: at(2),
    paidFen: 18_800,
    refundedFen: 6_000,
    netFen: 12_800,
    isCounted: true,
    discountFen: 2_000,
    freightFen: 800,
    storeId: 'sh-01',
    staffId: 'lilei',
    items,
  }
  const one = await aCustomer()
  const forwards = life('forwards', one)
  for (const event of [...forwards, ...forwards]) await customers.hear(event)
  for (const event of life('backwards', one).reverse()) await customers.hear(event)
  await Promise.all(life('at-once', one).map((event) => customers.hear(event)))
  expect(await of(one)).toEqual(
    ['at-once', 'backwards', 'forwards'].map((no) => ({ id: `shop:${no}`, ...facts })),
  )
})

it('of two systems with one number are two orders, with money of their own', async () => {
  const one = await aCustomer()
  await customers.hear(telling(one, 'order.paid', { orderId: 'same', amountFen: 700 }))
  await customers.hear(telling(one, 'order.paid', { orderId: 'same', system: 'kelu', amountFen: 300 }))
  const back = { orderId: 'same', system: 'kelu', refundId: 'same-1', amountFen: 100 }
  await customers.hear(telling(one, 'order.refunded', back))
  expect(await of(one)).toMatchObject([
    { id: 'kelu:same', paidFen: 300, netFen: 200 },
    { id: 'shop:same', paidFen: 700, netFen: 700 },
  ])
  const { traits, orders } = (await customers.find(one._id)) as Customer
  expect(traits).toMatchObject({ ordersCount: 2, spend365Fen: 900 })
  expect(orders?.map(({ id, system }) => [system, id])).toEqual([
    ['kelu', 'same'],
    [undefined, 'same'],
  ])
})

it('says how far it has come, and no state goes back', async () => {
  const one = await aCustomer()
  const order = (no: string) => ({ orderId: no, amountFen: 100, items: [] })
  const told: [string, string, number][] = [
    ['placed', 'order.created', 1],
    ['paid', 'order.paid', 1],
    ['arrived', 'order.paid', 1],
    ['arrived', 'order.delivered', 3],
    ['over', 'order.created', 1],
    ['over', 'order.closed', 2],
    // Paid all the same, a moment after: the money goes back, the order stays closed.
    ['late', 'order.closed', 2],
    ['late', 'order.paid', 3],
    ['done', 'order.paid', 1],
    ['done', 'order.closed', 9],
  ]
  for (const [no, name, hour] of told) await customers.hear(telling(one, name, order(`${no}-1`), hour))
  const states = Object.fromEntries((await of(one)).map(({ id, state }) => [id.slice('shop:'.length), state]))
  expect(states).toEqual({
    'placed-1': 'created',
    'paid-1': 'paid',
    'arrived-1': 'shipped',
    'over-1': 'closed',
    'late-1': 'closed',
    'done-1': 'paid',
  })
})

it('counts as the traits of its customer do', async () => {
  const one = await aCustomer()
  const told: [string, object][] = [
    ['order.paid', { orderId: 'x1', amountFen: 1_000 }],
    ['order.paid', { orderId: 'x2', amountFen: 0 }],
    ['order.paid', { orderId: 'x3', amountFen: 700 }],
    ['order.refunded', { orderId: 'x3', amountFen: 900 }],
    ['order.refunded', { orderId: 'x4', amountFen: 50 }],
    ['order.paid', { orderId: 'x4', amountFen: 300 }],
  ]
  for (const [name, props] of told) await customers.hear(telling(one, name, props))
  const counted = (await of(one)).filter(({ isCounted }) => isCounted)
  const { traits } = (await customers.find(one._id)) as Customer
  expect(traits.ordersCount).toBe(counted.length)
  expect(traits.spend365Fen).toBe(counted.reduce((sum, { netFen }) => sum + netFen, 0))
  expect(traits.spend365Fen).toBe(1_250)
})
