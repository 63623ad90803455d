import type { CouponStore } from '../../models/coupons.ts'
import type { UnpaidOrderStore } from '../../models/unpaid-orders.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { CompanyRules } from '../language/settings.ts'
import { createExpiringCoupons } from './expiring-coupons.ts'
import type { Reminder } from './reminder.ts'
import { createUnpaidOrders } from './unpaid-orders.ts'

/** Everything that becomes an event by time alone; it listens for what to look out for by itself. */
export function createReminders(deps: {
  stores: { unpaidOrders: UnpaidOrderStore; coupons: CouponStore }
  customers: Customers
  clock: Clock
  rules(): CompanyRules['reminders']
}) {
  const { stores, customers, clock, rules } = deps
  const unpaidOrders = createUnpaidOrders({
    store: stores.unpaidOrders,
    customers,
    clock,
    afterMs: () => rules().unpaidOrderMs,
  })
  const expiringCoupons = createExpiringCoupons({
    store: stores.coupons,
    customers,
    clock,
    beforeMs: () => rules().couponExpiringMs,
  })
  const all: Reminder[] = [unpaidOrders, expiringCoupons]
  customers.listen(unpaidOrders.onEvent, unpaidOrders.wants)

  return {
    async sweep(): Promise<number> {
      let looked = 0
      for (const reminder of all) looked += await reminder.sweep()
      return looked
    },
    async nextDueAt(): Promise<Date | null> {
      const times = (await Promise.all(all.map((reminder) => reminder.nextDueAt()))).filter(
        (at) => at !== null,
      )
      return times.length === 0 ? null : new Date(Math.min(...times.map((at) => at.getTime())))
    },
  }
}
