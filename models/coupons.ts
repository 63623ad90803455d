import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, listOf, modelOf, number, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

const grantShape = {
  /** `grant:<cause>`, so one cause grants once. */
  _id: text,
  batchId: text,
  customerId: text,
  /** Place in the batch, from 0; -1 of a test account's. */
  number,
  code: text,
  validFrom: date,
  validUntil: date,
  grantedAt: date,
  /** What it takes off; absent on those of the first release. */
  amountFen: Number,
  redeemedAt: Date,
  /** `validUntil` as long as somebody looks out for it: until it was told of, used, or is over. Absent on those of the first release. */
  lookOutUntil: Date,
  /** Given to a test account: it is no coupon of the batch. */
  isTest: Boolean,
}

/** One coupon given to one customer. */
export type CouponGrant = Omit<
  InferRawDocType<typeof grantShape>,
  'amountFen' | 'redeemedAt' | 'lookOutUntil' | 'isTest'
> & {
  amountFen?: number
  redeemedAt?: Date
  lookOutUntil?: Date
  isTest?: true
}

const grantSchema = collectionOf<CouponGrant>('coupons', grantShape)
grantSchema.index({ customerId: 1, grantedAt: -1 })
grantSchema.index({ batchId: 1, number: 1 })
grantSchema.index({ code: 1 })
grantSchema.index({ batchId: 1, isTest: 1, redeemedAt: 1 })
grantSchema.index({ lookOutUntil: 1 })

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

    /** The first time counts. Without a batch every coupon of that code. */
    async noteRedeemed(coupon: { code: string; batchId?: string }, redeemedAt: Date): Promise<void> {
      await grants.updateMany(
        { ...coupon, redeemedAt: null },
        { $set: { redeemedAt }, $unset: { lookOutUntil: 1 } },
      )
    },
    /** How many of a batch were used, those of test accounts left out. */
    async countRedeemed(batchId: string): Promise<number> {
      return grants.countDocuments({ batchId, redeemedAt: { $gte: new Date(0) }, isTest: null as never })
    },
    /** Those looked out for that end by then, the first to end first. */
    async endingBy(until: Date, limit: number): Promise<CouponGrant[]> {
      return grants
        .find({ lookOutUntil: { $lte: until } })
        .sort({ lookOutUntil: 1 })
        .limit(limit)
        .lean<CouponGrant[]>()
    },
    async closeLookOut(id: string): Promise<void> {
      await grants.updateOne({ _id: id }, { $unset: { lookOutUntil: 1 } })
    },
    /** The first end somebody looks out for. */
    async firstEnd(): Promise<Date | null> {
      const first = await grants
        .findOne({ lookOutUntil: { $gt: new Date(0) } })
        .sort({ lookOutUntil: 1 })
        .lean<CouponGrant>()
      return first?.lookOutUntil ?? null
    },

    /** The stock of a batch, begun at nothing used. */
    async stock(batchId: string): Promise<CouponStock> {
      const known = await findStock(batchId)
      if (known) return known
      const fresh = { _id: batchId, rev: 0, next: 0, free: [], pending: [] }
      await unlessPresent(stocks.insertOne(fresh))
      return (await findStock(batchId)) ?? fresh
    },

    /** The same without writing anything. */
    async stockNow(batchId: string): Promise<CouponStock> {
      return (await findStock(batchId)) ?? { _id: batchId, rev: 0, next: 0, free: [], pending: [] }
    },

    /** Compare-and-set of the whole stock. False when somebody else was faster. */
    async replaceStock(stock: CouponStock, changes: Partial<Pick<CouponStock, 'next' | 'free' | 'pending'>>) {
      const { _id, rev } = stock
      const result = await stocks.updateOne({ _id, rev }, { $set: changes, $inc: { rev: 1 } })
      return result.matchedCount === 1
    },
  }
}
