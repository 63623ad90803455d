import { createProducts } from '../../domain/checkout/products.ts'
import type { Clock } from '../../domain/clock.ts'
import type { Customers } from '../../domain/customers/contract.ts'
import type { Sealing } from '../../domain/customers/sealing.ts'
import type { Published } from '../../domain/definitions/published.ts'
import type { Imports } from '../../domain/imports/contract.ts'
import { createCouponImport } from '../../domain/imports/coupons/import-coupons.ts'
import { createCustomerImport } from '../../domain/imports/customers/import-customers.ts'
import { createImports } from '../../domain/imports/imports.ts'
import { createOrderImport } from '../../domain/imports/orders/import-orders.ts'
import { createProductImport } from '../../domain/imports/products/import-products.ts'
import { createTagImport } from '../../domain/imports/tags/import-tags.ts'
import type { Journeys } from '../../domain/journeys/contract.ts'
import type { Announce } from '../../domain/live.ts'
import type { Log } from '../../domain/log.ts'
import type { Config } from '../config.ts'
import type { Stores } from './stores.ts'

/** Files of other systems on their way in. */
export function wireImports(deps: {
  config: Pick<Config, 'wecom'>
  stores: Stores
  published: Pick<Published, 'registry'>
  customers: Customers
  journeys: Pick<Journeys, 'segmentsOf' | 'settleLearnt'>
  seal: Sealing
  announce: Announce
  clock: Clock
  realClock: Clock
  log: Log
}): Imports {
  const { config, published, announce } = deps
  const shared = { ...deps, corp: config.wecom?.corpId }
  return createImports({
    ...deps,
    kinds: {
      customers: createCustomerImport({ ...shared, traits: () => published.registry.traits }),
      orders: createOrderImport(shared),
      tags: createTagImport(shared),
      coupons: createCouponImport({ ...shared, batches: () => published.registry.couponBatches }),
      products: createProductImport({ skus: deps.stores.skus, products: createProducts(deps.stores) }),
    },
    announce: (id) => announce('imports', id),
  })
}
