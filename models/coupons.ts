import type { Connection } from 'mongoose'

/** One coupon given to one customer; `_id` = `grant:<cause>`, so one cause grants once. Money in fen. */
export interface CouponGrant {
  _id: string
  batchId: string
  customerId: string
  /** Place in the batch, from 0. */
  number: number
  code: string
  validFrom: Date
  validUntil: Date
  grantedAt: Date
}

/** How much of a batch is used; `_id` = the batch id. */
export interface CouponStock {
  _id: string
  /** Compare-and-set guard. */
  rev: number
  /** The next number never given out. */
  next: number
  /** Numbers that were taken and given back. */
  free: number[]
  /** Taken, but the grant is not stored yet: who asks again for the same cause gets the same number. */
  pending: { cause: string; number: number }[]
}

export type CouponStore = ReturnType<typeof createCouponStore>

export function createCouponStore(connection: Connection) {
  const grants = connection.collection<CouponGrant>('coupons')
  const stocks = connection.collection<CouponStock>('couponStocks')

  return {
    async ensureIndexes(): Promise<void> {
      await grants.createIndex({ customerId: 1, grantedAt: -1 })
      await grants.createIndex({ batchId: 1, number: 1 })
    },

    findGrant(cause: string): Promise<CouponGrant | null> {
      return grants.findOne({ _id: `grant:${cause}` })
    },

    /** Stores the grant unless its cause has one; either way the one that stands. */
    async insertGrant(grant: CouponGrant): Promise<CouponGrant> {
      try {
        await grants.insertOne(grant)
        return grant
      } catch (error) {
        if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 11000))
          throw error
        return (await grants.findOne({ _id: grant._id })) ?? grant
      }
    },

    /** Grants of these customer ids, newest first, at most `limit`. */
    grantsOf(customerIds: string[], limit: number): Promise<CouponGrant[]> {
      return grants
        .find({ customerId: { $in: customerIds } })
        .sort({ grantedAt: -1 })
        .limit(limit)
        .toArray()
    },

    /** The stock of a batch, begun at nothing used. */
    async stock(batchId: string): Promise<CouponStock> {
      const known = await stocks.findOne({ _id: batchId })
      if (known) return known
      const fresh = { rev: 0, next: 0, free: [], pending: [] }
      await stocks.updateOne({ _id: batchId }, { $setOnInsert: fresh }, { upsert: true })
      return (await stocks.findOne({ _id: batchId })) ?? { _id: batchId, ...fresh }
    },

    /** Compare-and-set of the whole stock. False when somebody else was faster. */
    async replaceStock(stock: CouponStock, changes: Partial<Pick<CouponStock, 'next' | 'free' | 'pending'>>) {
      const { _id, rev } = stock
      const result = await stocks.updateOne({ _id, rev }, { $set: changes, $inc: { rev: 1 } })
      return result.matchedCount === 1
    },
  }
}
