import type { CouponGrant } from '../coupons.ts'
import type { Migration } from './migrate.ts'

const batch = 500

/** Until 0.1 a coupon only knew when it was redeemed; nobody could lock one. */
export const couponStates: Migration = {
  id: '2026-12-01-coupon-states',
  async run(connection, progress) {
    const coupons = connection.collection<CouponGrant>('coupons')
    for (let after = progress.after ?? ''; ; ) {
      const page = await coupons
        .find({ _id: { $gt: after } }, { projection: { redeemedAt: 1 } })
        .sort({ _id: 1 })
        .limit(batch)
        .toArray()
      const end = page.at(-1)
      if (end === undefined) return
      await coupons.bulkWrite(
        page.map(({ _id, redeemedAt }) => {
          const state = redeemedAt === undefined ? 'granted' : 'redeemed'
          return {
            updateOne: { filter: { _id, state: { $exists: false } }, update: { $set: { state, rev: 0 } } },
          }
        }),
        { ordered: false },
      )
      after = end._id
      await progress.keep(after)
    }
  },
}
