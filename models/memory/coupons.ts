import type { CouponGrant, CouponLimit, CouponStock, CouponStore } from '../coupons.ts'

/** What giving out coupons asks of a store. */
export type GrantStore = Pick<
  CouponStore,
  'findGrant' | 'insertGrant' | 'grantsOf' | 'stock' | 'replaceStock' | 'limit' | 'replaceLimit'
>

/** Coupons in memory, for simulations: the same answers as the store, as far as they are given out. */
export function createMemoryCoupons(
  grants: Map<string, CouponGrant> = new Map(),
  stocks: Map<string, CouponStock> = new Map(),
  limits: Map<string, CouponLimit> = new Map(),
): GrantStore {
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
    limit: async (id) => limits.get(id) ?? { _id: id, rev: 0, causes: [] },
    async replaceLimit({ _id, rev }, causes) {
      if ((limits.get(_id)?.rev ?? 0) !== rev) return false
      limits.set(_id, { _id, rev: rev + 1, causes })
      return true
    },
    async stock(batchId) {
      if (!stocks.has(batchId)) stocks.set(batchId, untouched(batchId))
      return stocks.get(batchId) ?? untouched(batchId)
    },
    async replaceStock(stock, changes) {
      const stored = stocks.get(stock._id)
      if (stored?.rev !== stock.rev) return false
      stocks.set(stock._id, { ...stored, ...changes, rev: stored.rev + 1 })
      return true
    },
  }
}

const untouched = (batchId: string): CouponStock => ({ _id: batchId, rev: 0, next: 0, free: [], pending: [] })
