import { createCatalogue } from '../../domain/checkout/catalogue.ts'
import { type CheckoutDeps, createCheckout } from '../../domain/checkout/checkout.ts'
import { createSettle } from '../../domain/checkout/settle.ts'
import { createTell } from '../../domain/checkout/tell.ts'
import type { Stores } from './stores.ts'

/** How own orders end: what takes money is told of orders by it. */
export function wireSettle(
  deps: Pick<CheckoutDeps, 'customers' | 'couponUses' | 'clock'> & { stores: Stores },
) {
  const { stores, couponUses, clock } = deps
  const tell = createTell(deps.customers)
  return { tell, settle: createSettle({ ...stores, coupons: couponUses, tell, clock }) }
}

/** Selling in the mini-program, and by `payments` taking money for it. */
export function wireCheckout(deps: Omit<CheckoutDeps, 'stores'> & { stores: Stores }) {
  return { catalogue: createCatalogue(deps.stores), checkout: createCheckout(deps) }
}
