import type { CouponStanding, CouponStore } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import type { Clock } from '../clock.ts'
import type { CouponBatchDefinition } from '../language/coupon-batch.ts'
import { standingOf } from './coupon-states.ts'

const mostCoupons = 200

/** A coupon as its holder sees it. Money in fen; it may be used before `validUntil`. */
export interface HeldCoupon {
  code: string
  name: string
  amountFen: number
  thresholdFen?: number
  validFrom: Date
  validUntil: Date
  state: CouponStanding | 'expired'
  /** Whether an order placed here takes it: one the shop gave is used there. */
  isUsableHere: boolean
}

/** The coupons of a customer, newest first, at most 200. One whose batch is retired takes nothing off and is left out. */
export function createHeldCoupons(deps: {
  store: Pick<CouponStore, 'grantsOf'>
  registry: { readonly couponBatches: readonly CouponBatchDefinition[] }
  clock: Clock
}) {
  const { store, registry, clock } = deps

  return async function heldBy({ _id, mergedFrom }: Customer): Promise<HeldCoupon[]> {
    const batches = new Map(registry.couponBatches.map((batch) => [batch.id, batch]))
    const grants = await store.grantsOf([_id, ...mergedFrom], mostCoupons)
    return grants.flatMap((grant) => {
      const batch = batches.get(grant.batchId)
      if (batch === undefined) return []
      const { code, validFrom, validUntil, amountFen = batch.amountFen, byShop } = grant
      const state = standingOf(grant, clock.now())
      return {
        code,
        name: batch.name,
        amountFen,
        ...(batch.thresholdFen !== undefined && { thresholdFen: batch.thresholdFen }),
        ...{ validFrom, validUntil, state },
        isUsableHere: byShop !== true,
      }
    })
  }
}

export type HeldCoupons = ReturnType<typeof createHeldCoupons>
