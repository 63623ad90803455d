import type { Activity } from '../../domain/activity.ts'
import { createCatalogue } from '../../domain/checkout/catalogue.ts'
import { createCheckout } from '../../domain/checkout/checkout.ts'
import { createSettle } from '../../domain/checkout/settle.ts'
import { createTell } from '../../domain/checkout/tell.ts'
import type { Clock } from '../../domain/clock.ts'
import { createShopRedemptions } from '../../domain/coupons/shop-redemptions.ts'
import { createCouponUses, followOrders } from '../../domain/coupons/use-coupons.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Sealing } from '../../domain/customers/sealing.ts'
import type { CouponBatchDefinition } from '../../domain/language/coupon-batch.ts'
import type { Log } from '../../domain/log.ts'
import { createShippingReports } from '../../domain/shipping/report-shipping.ts'
import type { Sweeper } from '../../jobs/sweep.ts'
import type { Config } from '../config.ts'
import type { Live } from '../live/live.ts'
import { besides } from './besides.ts'
import { wirePayments } from './payments.ts'
import type { Platforms } from './platforms.ts'
import type { Stores } from './stores.ts'

/** What orders do with coupons, selling in the mini-program, taking money for it, and reporting that it was sent. */
export function wireSelling(deps: {
  stores: Stores
  platforms: Pick<Platforms, 'money' | 'shippingDuty'>
  customers: Customers
  config: Pick<Config, 'publicUrl'>
  /** Throws `coupon.not_found`. */
  registry: { couponBatch(id: string): CouponBatchDefinition }
  seal: Sealing
  activity: Pick<Activity, 'background'>
  live: Pick<Live, 'announce'>
  clock: Clock
  log: Log
}) {
  const { stores, customers, registry, seal, live, clock, log } = deps
  const { background } = deps.activity
  const couponUses = createCouponUses({ store: stores.coupons, orders: stores.orders, clock })
  followOrders(couponUses, customers)
  const redemptions = createShopRedemptions({ uses: couponUses, customers })

  const tell = createTell(customers)
  const settle = createSettle({ ...stores, grant: stores.coupons.find, tell, clock })
  const money = wirePayments({ ...deps, book: settle, background, live })
  const checkout = createCheckout({
    ...{ stores, customers, couponUses, registry, seal, clock, log, settle, tell },
    payments: money?.payments,
  })

  const { shippingDuty: duty } = deps.platforms
  const reports = {
    store: stores.shippingReports,
    orders: stores.orders,
    customers,
    sealer: seal,
    clock,
    log,
  }
  const shipping = duty && createShippingReports({ ...reports, duty })
  const reporting: Sweeper | null = shipping && {
    name: 'shipping',
    sweep: besides('shipping', shipping.sweep, background),
    nextDueAt: shipping.nextDueAt,
  }

  return {
    couponUses,
    redemptions,
    checkout,
    catalogue: createCatalogue({ ...stores, publicUrl: deps.config.publicUrl }),
    money,
    shipping,
    sweepers: [
      { name: 'checkout', sweep: checkout.sweep },
      ...(money ? [money.sweeper] : []),
      ...(reporting ? [reporting] : []),
    ] satisfies Sweeper[],
  }
}
