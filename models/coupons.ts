import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, listOf, modelOf, number, optionalListOf, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'
import type { OrderKey } from './order-entry.ts'

/** What became of a coupon. That it is over nobody writes: its end says so, of those nobody has locked or redeemed. */
export type CouponStanding = 'granted' | 'locked' | 'redeemed' | 'returned'

/** One order's hold on a coupon, after it was let go. */
export interface PastUse {
  order: OrderKey
  /** Absent when it was locked only. */
  redeemedAt?: Date
  storeId?: string
  staffId?: string
  overAt: Date
  /** It was told back before it was told used: by whom is still to come. */
  isEarly?: true
}

const grantShape = {
  /** `grant:<cause>`, so one cause grants once. */
  _id: text,
  batchId: text,
  customerId: text,
  /** Place in the batch, from 0; -1 of a test account's and of one the shop gave. */
  number,
  code: text,
  validFrom: date,
  validUntil: date,
  grantedAt: date,
  /** What it takes off; absent on those of the first release. */
  amountFen: Number,
  /** What it was called and from which amount on it counts when it was granted, for when its batch is gone. */
  name: String,
  thresholdFen: Number,
  /** Absent on one that a process of the release before grants during the upgrade: then it is `granted`. */
  state: String,
  /** Compare-and-set guard of everything about its use. */
  rev: Number,
  /** The order it is locked for or redeemed with; of a redemption without one `<system>:event:<id>`. */
  order: String,
  redeemedAt: Date,
  /** The shop's ids of the store that redeemed it, and of who did. */
  storeId: String,
  staffId: String,
  /** Orders that held it before, the newest last. */
  past: optionalListOf(
    partOf<PastUse>({
      ...{ order: text, redeemedAt: Date, storeId: String, staffId: String },
      ...{ overAt: date, isEarly: Boolean },
    }),
  ),
  /** Whether it comes back when its order is given back in full, as the batch said when it was granted. */
  comesBack: Boolean,
  /** `validUntil` as long as somebody looks out for it: until it was told of, used, or is over. Absent on those of the first release. */
  lookOutUntil: Date,
  /** Given by the shop: what the shop says of it stands. */
  byShop: Boolean,
  /** Given to a test account: it is no coupon of the batch. */
  isTest: Boolean,
}

type Raw = InferRawDocType<typeof grantShape>
type Optional =
  | 'amountFen'
  | 'name'
  | 'thresholdFen'
  | 'state'
  | 'rev'
  | 'order'
  | 'redeemedAt'
  | 'storeId'
  | 'staffId'
  | 'past'
  | 'comesBack'
  | 'lookOutUntil'
  | 'byShop'
  | 'isTest'

/** One coupon given to one customer. */
export type CouponGrant = Omit<Raw, Optional> &
  CouponUse & {
    amountFen?: number
    name?: string
    thresholdFen?: number
    rev?: number
    comesBack?: true
    lookOutUntil?: Date
    byShop?: true
    isTest?: true
  }

/** Who has it, or had: written as a whole under `rev`. */
export interface CouponUse {
  state?: CouponStanding
  order?: OrderKey
  redeemedAt?: Date
  storeId?: string
  staffId?: string
  past?: PastUse[]
}

export const grantSchema = collectionOf<CouponGrant>('coupons', grantShape)
grantSchema.index({ customerId: 1, grantedAt: -1 })
grantSchema.index({ batchId: 1, number: 1 })
grantSchema.index({ code: 1 })
grantSchema.index({ order: 1 })
grantSchema.index({ batchId: 1, isTest: 1, state: 1, validUntil: 1 })
grantSchema.index({ batchId: 1, isTest: 1, state: 1, redeemedAt: -1 })
grantSchema.index({ batchId: 1, isTest: 1, state: 1, storeId: 1, staffId: 1, redeemedAt: -1 })
grantSchema.index({ lookOutUntil: 1 })

/** What a change of its use makes of a coupon. */
export type ChangedUse = CouponUse &
  Pick<CouponGrant, 'validUntil' | 'lookOutUntil'> & { state: CouponStanding }

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

/** How often one person was given a coupon of one batch; `_id` = `<batch>:<unionid>`, of who has none `<batch>:<customer id>`. */
export interface CouponLimit {
  _id: string
  /** Compare-and-set guard. */
  rev: number
  causes: string[]
}

const limitSchema = collectionOf<CouponLimit>('couponLimits', {
  _id: text,
  rev: number,
  causes: listOf(String),
})

export type CouponStore = ReturnType<typeof createCouponStore>

export function createCouponStore(connection: Connection) {
  const grants = modelOf(connection, grantSchema)
  const stocks = modelOf(connection, stockSchema)
  const limits = modelOf(connection, limitSchema)

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

    async find(id: string): Promise<CouponGrant | null> {
      return grants.findOne({ _id: id }).lean<CouponGrant>()
    },
    /** Listed codes may be in several batches. */
    async withCode(code: string, limit: number): Promise<CouponGrant[]> {
      return grants.find({ code }).limit(limit).lean<CouponGrant[]>()
    },
    /** Of all batches. */
    async withCodes(codes: readonly string[]): Promise<CouponGrant[]> {
      return grants.find({ code: { $in: [...codes] } }).lean<CouponGrant[]>()
    },
    /** Those an order holds now. */
    async heldBy(order: OrderKey): Promise<CouponGrant[]> {
      return grants.find({ order }).lean<CouponGrant[]>()
    },
    /** Compare-and-set of who has a coupon; its end and the look-out for it go with it. False when somebody else was faster. */
    async replaceUse(
      { _id, rev }: Pick<CouponGrant, '_id' | 'rev'>,
      { state, order, redeemedAt, storeId, staffId, past, validUntil, lookOutUntil }: ChangedUse,
    ): Promise<boolean> {
      const fields = Object.entries({ order, redeemedAt, storeId, staffId, past, lookOutUntil })
      const kept = fields.filter(([, value]) => value !== undefined)
      const gone = fields.filter(([, value]) => value === undefined).map(([name]) => [name, 1])
      const result = await grants.updateOne(
        { _id, rev: rev ?? (null as never) },
        {
          $set: { ...Object.fromEntries(kept), state, validUntil, rev: (rev ?? 0) + 1 },
          $unset: Object.fromEntries(gone),
        },
      )
      return result.matchedCount === 1
    },
    /** How many of a batch were used, those of test accounts left out. */
    async countRedeemed(batchId: string): Promise<number> {
      return grants.countDocuments({ batchId, state: 'redeemed', isTest: null as never })
    },
    /** How many of a batch were given to anybody but test accounts. */
    async countGranted(batchId: string): Promise<number> {
      return grants.countDocuments({ batchId, isTest: null as never })
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

    /** How often one person was given a coupon of a batch, begun at never. */
    async limit(id: string): Promise<CouponLimit> {
      const find = () => limits.findOne({ _id: id }).lean<CouponLimit>()
      const fresh = { _id: id, rev: 0, causes: [] }
      const known = await find()
      if (known) return known
      await unlessPresent(limits.insertOne(fresh))
      return (await find()) ?? fresh
    },
    /** Compare-and-set. False when somebody else was faster. */
    async replaceLimit({ _id, rev }: CouponLimit, causes: string[]): Promise<boolean> {
      const result = await limits.updateOne({ _id, rev }, { $set: { causes }, $inc: { rev: 1 } })
      return result.matchedCount === 1
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
