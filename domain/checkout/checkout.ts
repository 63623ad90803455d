import type { CouponStore } from '../../models/coupons.ts'
import type { OrderIntentStore } from '../../models/order-intents.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { SkuStore } from '../../models/skus.ts'
import type { Clock } from '../clock.ts'
import type { CouponUses } from '../coupons/contract.ts'
import type { Customers } from '../customers/contract.ts'
import type { Sealing } from '../customers/sealing.ts'
import type { CouponBatchDefinition } from '../language/coupon-batch.ts'
import type { Log } from '../log.ts'
import type { OrderMoney } from '../payments/contract.ts'
import type { Checkout } from './contract.ts'
import { createCustomerOrders } from './customer-orders.ts'
import { createPlaceOrder } from './place-order.ts'
import { createQuote } from './quote.ts'
import type { createSettle } from './settle.ts'
import type { createTell } from './tell.ts'

export interface CheckoutDeps {
  stores: {
    skus: SkuStore
    orderIntents: OrderIntentStore
    orders: OrderStore
    coupons: Pick<CouponStore, 'find'>
  }
  customers: Pick<Customers, 'hear'>
  couponUses: CouponUses
  settle: ReturnType<typeof createSettle>
  tell: ReturnType<typeof createTell>
  /** Absent: orders can be placed, and nobody takes money for them. */
  payments?: OrderMoney
  /** Throws `coupon.not_found`. */
  registry: { couponBatch(id: string): CouponBatchDefinition }
  seal: Pick<Sealing, 'seal'>
  clock: Clock
  log: Log
}

/** Selling in the mini-program: prices, orders, and what becomes of them. */
export function createCheckout(deps: CheckoutDeps): Checkout & { sweep(): Promise<number> } {
  const { stores, couponUses, settle, payments } = deps
  const { skus, orders } = stores
  const quote = createQuote({ ...deps, skus, coupons: couponUses })
  const placeOrder = createPlaceOrder({
    ...deps,
    intents: stores.orderIntents,
    orders,
    skus,
    coupons: couponUses,
    grant: stores.coupons.find,
    quote,
  })

  /** Where nobody takes money an order that was not paid in time needs nobody to be asked. */
  async function expire(): Promise<number> {
    if (payments !== undefined) return 0
    const due = await settle.dueForClosing()
    for (const no of due) await settle.closeUnasked(no, '超时未付款')
    return due.length
  }

  return {
    quote,
    create: placeOrder.create,
    ...createCustomerOrders({ ...deps, orders }),
    /** Finishes or undoes what a crash left, and closes what nobody has paid; how many there were. */
    sweep: async () => (await placeOrder.sweep()) + (await settle.follow()) + (await expire()),
  }
}
