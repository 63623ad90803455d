import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, listOf, modelOf, number, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

const grantShape = {
  /** `grant:<cause>`, so one cause grants once. */
  _id: text,
  batchId: text,
  customerId: text,
  /** Place in the batch, from 0. */
  number,
  code: text,
  validFrom: date,
  validUntil: date,
  grantedAt: date,
}

/** One coupon given to one customer. */
export type CouponGrant = InferRawDocType<typeof grantShape>

const grantSchema = collectionOf<CouponGrant>('coupons', grantShape)
grantSchema.index({ customerId: 1, grantedAt: -1 })
grantSchema.index({ batchId: 1, number: 1 })

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

const stockSchema = collectionOf<CouponStock>('couponStocks', {
  _id: text,
  rev: number,
  next: number,
  free: listOf(Number),
  pending: listOf(partOf<CouponStock['pending'][number]>({ cause: text, number })),
})

export type CouponStore = ReturnType<typeof createCouponStore>

export function createCouponStore(connection: Connection) {
  const grants = modelOf(connection, grantSchema)
  const stocks = modelOf(connection, stockSchema)

  async function findGrant(cause: string): Promise<CouponGrant | null> {
    return grants.findOne({ _id: `grant:${cause}` }).lean<CouponGrant>()
  }
  async function findStock(batchId: string): Promise<CouponStock | null> {
    return stocks.findOne({ _id: batchId }).lean<CouponStock>()
  }

  return {
    findGrant,
    /** Stores the grant unless its cause has one; either way the one that stands. */
    async insertGrant(grant: CouponGrant): Promise<CouponGrant> {
      if (await unlessPresent(grants.insertOne(grant))) return grant
      return (await grants.findOne({ _id: grant._id }).lean<CouponGrant>()) ?? grant
    },

    /** Grants of these customer ids, newest first, at most `limit`. */
    async grantsOf(customerIds: string[], limit: number): Promise<CouponGrant[]> {
      return grants
        .find({ customerId: { $in: customerIds } })
        .sort({ grantedAt: -1 })
        .limit(limit)
        .lean<CouponGrant[]>()
    },

    /** The stock of a batch, begun at nothing used. */
    async stock(batchId: string): Promise<CouponStock> {
      const known = await findStock(batchId)
      if (known) return known
      const fresh = { _id: batchId, rev: 0, next: 0, free: [], pending: [] }
      await unlessPresent(stocks.insertOne(fresh))
      return (await findStock(batchId)) ?? fresh
    },

    /** Compare-and-set of the whole stock. False when somebody else was faster. */
    async replaceStock(stock: CouponStock, changes: Partial<Pick<CouponStock, 'next' | 'free' | 'pending'>>) {
      const { _id, rev } = stock
      const result = await stocks.updateOne({ _id, rev }, { $set: changes, $inc: { rev: 1 } })
      return result.matchedCount === 1
    },
  }
}
