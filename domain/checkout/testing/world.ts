import { createCouponStore } from '../../../models/coupons.ts'
import type { Customer } from '../../../models/customer.ts'
import { mendIndexes } from '../../../models/indexes.ts'
import { createOrderIntentStore } from '../../../models/order-intents.ts'
import { createOrderStore } from '../../../models/orders.ts'
import { createSkuStore, type SkuWords } from '../../../models/skus.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { customersOn, testSealing } from '../../../test/testing/customers.ts'
import { testDatabase } from '../../../test/testing/database.ts'
import { createCoupons } from '../../coupons/coupons.ts'
import { createCouponUses, followOrders } from '../../coupons/use-coupons.ts'
import type { CouponBatchDefinition } from '../../language/coupon-batch.ts'
import { silentLog } from '../../log.ts'
import { recordOrders } from '../../orders/record-orders.ts'
import { type CheckoutDeps, createCheckout } from '../checkout.ts'
import type { Buyer } from '../contract.ts'
import { createSettle } from '../settle.ts'
import { createTell } from '../tell.ts'
import { stockOf } from './stock-of.ts'

const dayMs = 86_400_000

/** 满 100 减 30. */
export const batch: CouponBatchDefinition = {
  id: 'spring',
  name: '春季券',
  kind: 'threshold',
  amountFen: 3_000,
  thresholdFen: 10_000,
  validity: { kind: 'after', ms: 14 * dayMs },
  codes: { kind: 'generated', prefix: 'SP' },
  quantity: 1_000,
  comesBack: true,
}

export type CheckoutWorld = Awaited<ReturnType<typeof checkoutWorld>>

/** Everything a purchase needs, on a store of its own and a clock to move. */
export async function checkoutWorld() {
  const db = await testDatabase()
  const clock = movableClock()
  const { customers } = customersOn(db, clock)
  const stores = {
    skus: createSkuStore(db.connection),
    orderIntents: createOrderIntentStore(db.connection),
    orders: createOrderStore(db.connection),
    coupons: createCouponStore(db.connection),
  }
  await mendIndexes(db.connection)
  recordOrders({ store: stores.orders, customers })
  const couponUses = createCouponUses({ store: stores.coupons, orders: stores.orders, clock })
  followOrders(couponUses, customers)
  const coupons = createCoupons({
    store: stores.coupons,
    customers,
    registry: { couponBatch: () => batch },
    clock,
    key: 'a coupon key of many bytes',
  })
  let made = 0

  /** One process; `around` stands between it and each store, and whoever it tells. */
  function aProcess(
    { payments }: Pick<CheckoutDeps, 'payments'> = {},
    around: <T extends object>(part: T, name: string) => T = (part) => part,
  ) {
    const own = {
      skus: around(stores.skus, 'skus'),
      orderIntents: around(stores.orderIntents, 'intents'),
      orders: around(stores.orders, 'orders'),
      coupons: around(stores.coupons, 'coupons'),
    }
    const uses = createCouponUses({ store: own.coupons, orders: own.orders, clock })
    const tell = createTell(around({ hear: customers.hear }, 'customers'))
    const settle = createSettle({
      orders: own.orders,
      skus: own.skus,
      grant: own.coupons.find,
      tell,
      clock,
    })
    const checkout = createCheckout({
      stores: own,
      customers,
      couponUses: uses,
      settle,
      tell,
      payments,
      registry: { couponBatch: () => batch },
      seal: testSealing,
      clock,
      log: silentLog,
    })
    return { ...checkout, settle }
  }

  return {
    db,
    clock,
    customers,
    stores,
    aProcess,
    drop: () => db.drop(),

    async aBuyer(more: { isTest?: boolean } = {}): Promise<Buyer> {
      const claim = { kind: 'openid', appid: 'wx-test', value: `o${++made}` } as const
      const customer = await customers.getOrCreate([claim], { source: 'test', at: clock.now(), ...more })
      return { customer, loginId: customer._id, openid: claim.value }
    },
    /** Something for sale: 精华 50ml for ¥100, ten of them. */
    async aSku({ onHand = 10, ...words }: Partial<SkuWords> & { onHand?: number } = {}): Promise<string> {
      const skuId = `sku-${++made}`
      const said = { productId: `p-${made}`, name: '精华', spec: '50ml', priceFen: 10_000, isOn: true }
      await stores.skus.say(skuId, { ...said, category: '护肤', ...words })
      await stores.skus.count(skuId, onHand)
      return skuId
    },
    async aCoupon({ customer }: Pick<Buyer, 'customer'>): Promise<string> {
      const request = { batchId: batch.id, customerId: customer._id, cause: `c${++made}` }
      return (await coupons.grant({ ...request, ...(customer.isTest && { isTest: true }) })).code
    },
    again: async (buyer: Buyer): Promise<Customer> => (await customers.find(buyer.customer._id)) as Customer,
    stockOf: async (skuId: string) => stockOf(await stores.skus.find(skuId)),
    async couponAt(code: string) {
      const [grant] = await stores.coupons.withCode(code, 1)
      return grant && { state: grant.state, order: grant.order }
    },
    async told(no: string): Promise<string[]> {
      const events = await db.connection.collection('events').find({ 'props.orderId': no }).toArray()
      return events.map(({ name }) => String(name)).sort()
    },
  }
}
