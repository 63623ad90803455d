import type { CouponGrant, CouponStock, CouponStore } from '../coupons.ts'

/** Coupons in memory, for simulations: the same answers as the store. */
export function createMemoryCoupons(
  grants: Map<string, CouponGrant> = new Map(),
  stocks: Map<string, CouponStock> = new Map(),
): CouponStore {
  return {
    findGrant: async (cause) => grants.get(`grant:${cause}`) ?? null,
    async insertGrant(grant) {
      const known = grants.get(grant._id)
      if (known === undefined) grants.set(grant._id, grant)
      return known ?? grant
    },
    grantsOf: async (customerIds, limit) =>
      [...grants.values()]
        .filter(({ customerId }) => customerIds.includes(customerId))
        .sort((a, b) => b.grantedAt.getTime() - a.grantedAt.getTime())
        .slice(0, limit),
    async stock(batchId) {
      if (!stocks.has(batchId)) stocks.set(batchId, untouched(batchId))
      return stocks.get(batchId) ?? untouched(batchId)
    },
    stockNow: async (batchId) => stocks.get(batchId) ?? untouched(batchId),
    async replaceStock(stock, changes) {
      const stored = stocks.get(stock._id)
      if (stored?.rev !== stock.rev) return false
      stocks.set(stock._id, { ...stored, ...changes, rev: stored.rev + 1 })
      return true
    },
  }
}

const untouched = (batchId: string): CouponStock => ({ _id: batchId, rev: 0, next: 0, free: [], pending: [] })
