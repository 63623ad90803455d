import type { CouponGrant, CouponStock, CouponStore } from '../coupons.ts'

/** Coupons in memory, for simulations: the same answers as the store. */
export function createMemoryCoupons(
  grants: Map<string, CouponGrant> = new Map(),
  stocks: Map<string, CouponStock> = new Map(),
): CouponStore {
  const change = (grant: CouponGrant, fields: Partial<CouponGrant>): void => {
    grants.set(grant._id, { ...grant, ...fields })
  }

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
    async noteRedeemed({ code, batchId }, redeemedAt) {
      for (const grant of grants.values()) {
        const isIt = grant.code === code && (batchId === undefined || grant.batchId === batchId)
        if (isIt && grant.redeemedAt === undefined) change(grant, { redeemedAt, lookOutUntil: undefined })
      }
    },
    countRedeemed: async (batchId) =>
      [...grants.values()].filter((grant) => grant.batchId === batchId && grant.redeemedAt && !grant.isTest)
        .length,
    endingBy: async (until, limit) =>
      [...grants.values()]
        .filter(({ lookOutUntil }) => lookOutUntil !== undefined && lookOutUntil <= until)
        .sort((a, b) => endMs(a) - endMs(b))
        .slice(0, limit),
    async closeLookOut(id) {
      const grant = grants.get(id)
      if (grant !== undefined) change(grant, { lookOutUntil: undefined })
    },
    async firstEnd() {
      const first = Math.min(...[...grants.values()].map(endMs))
      return Number.isFinite(first) ? new Date(first) : null
    },
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

const endMs = ({ lookOutUntil }: CouponGrant): number => lookOutUntil?.getTime() ?? Number.POSITIVE_INFINITY
