import type { Connection } from 'mongoose'
import { type After, behind } from './by-moment.ts'
import { hotPathOf } from './collection.ts'
import { type CouponGrant, grantSchema } from './coupons.ts'

/** How coupons of a batch stand now: each is in one of these, so they add up to all that were given. */
export interface CouponTally {
  /** Can be used. */
  granted: number
  locked: number
  redeemed: number
  /** Came back from an order, and can be used. */
  returned: number
  expired: number
}
export type CouponTallyState = keyof CouponTally

/** Who redeemed how many; null where the shop did not say. */
export interface RedeemedBy {
  storeId: string | null
  staffId: string | null
  redeemed: number
}

export type CouponFigures = ReturnType<typeof createCouponFigures>

/** What became of the coupons of a batch, those of test accounts left out: counted from indexes, listed along them. */
export function createCouponFigures(connection: Connection) {
  const grants = hotPathOf(connection, grantSchema)
  const ofBatch = (batchId: string) => ({ batchId, isTest: null as never })
  const count = (batchId: string, more: object): Promise<number> =>
    grants.countDocuments({ ...ofBatch(batchId), ...more })

  function listed(
    batchId: string,
    more: object,
    field: 'validUntil' | 'redeemedAt',
    after: After | null,
    limit: number,
  ): Promise<CouponGrant[]> {
    const where = { ...ofBatch(batchId), ...more }
    return behind<CouponGrant>({ collection: grants, where, field, direction: 'falling' }, after, limit)
  }

  return {
    async tally(batchId: string, now: Date): Promise<CouponTally> {
      const [granted, returned, locked, redeemed, ...expired] = await Promise.all([
        count(batchId, { state: 'granted', validUntil: { $gt: now } }),
        count(batchId, { state: 'returned', validUntil: { $gt: now } }),
        count(batchId, { state: 'locked' }),
        count(batchId, { state: 'redeemed' }),
        count(batchId, { state: 'granted', validUntil: { $lte: now } }),
        count(batchId, { state: 'returned', validUntil: { $lte: now } }),
      ])
      return { granted, returned, locked, redeemed, expired: expired.reduce((sum, n) => sum + n, 0) }
    },

    /** The most first. */
    async redeemedBy(batchId: string): Promise<RedeemedBy[]> {
      const rows = await grants
        .aggregate<{ _id: { storeId?: string; staffId?: string }; n: number }>([
          { $match: { ...ofBatch(batchId), state: 'redeemed' } },
          { $group: { _id: { storeId: '$storeId', staffId: '$staffId' }, n: { $sum: 1 } } },
        ])
        .toArray()
      return rows
        .map(({ _id, n }) => ({
          storeId: _id.storeId ?? null,
          staffId: _id.staffId ?? null,
          redeemed: n,
        }))
        .sort((a, b) => b.redeemed - a.redeemed || nameOf(a).localeCompare(nameOf(b)))
    },

    /** Those redeemed last first; of one store and salesperson where one is named, null = of none. */
    redeemed(
      batchId: string,
      by: Pick<RedeemedBy, 'storeId' | 'staffId'> | null,
      after: After | null,
      limit: number,
    ): Promise<CouponGrant[]> {
      return listed(batchId, { state: 'redeemed', ...by }, 'redeemedAt', after, limit)
    },

    /** Those that end last first. */
    async standing(
      batchId: string,
      state: Exclude<CouponTallyState, 'redeemed'>,
      now: Date,
      after: After | null,
      limit: number,
    ): Promise<CouponGrant[]> {
      if (state === 'locked') return listed(batchId, { state }, 'validUntil', after, limit)
      if (state !== 'expired') {
        const found = await listed(batchId, { state }, 'validUntil', after, limit)
        return found.filter(({ validUntil }) => validUntil > now)
      }
      const start = after ?? { at: new Date(now.getTime() + 1), id: '' }
      const each = await Promise.all(
        ['granted', 'returned'].map((one) => listed(batchId, { state: one }, 'validUntil', start, limit)),
      )
      return each.flat().sort(byEnd).slice(0, limit)
    },
  }
}

const nameOf = ({ storeId, staffId }: RedeemedBy): string => `${storeId ?? ''} ${staffId ?? ''}`
const byEnd = (a: CouponGrant, b: CouponGrant): number =>
  b.validUntil.getTime() - a.validUntil.getTime() || (a._id < b._id ? -1 : 1)
