import { createCatalogue } from '../../domain/checkout/catalogue.ts'
import { type CheckoutDeps, createCheckout } from '../../domain/checkout/checkout.ts'
import { createSettle } from '../../domain/checkout/settle.ts'
import { createTell } from '../../domain/checkout/tell.ts'
import type { Stores } from './stores.ts'

/** Selling in the mini-program. What takes money is told of orders by `settle`, and asked for it through `payments`. */
export function wireCheckout(
  deps: Omit<CheckoutDeps, 'stores' | 'settle' | 'tell' | 'payments'> & { stores: Stores },
) {
  const { stores, couponUses, clock } = deps
  const tell = createTell(deps.customers)
  const settle = createSettle({ ...stores, coupons: couponUses, tell, clock })
  return { settle, catalogue: createCatalogue(stores), checkout: createCheckout({ ...deps, settle, tell }) }
}
