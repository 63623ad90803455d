import { afterAll, expect, it } from 'vitest'
import { testDatabase } from '../../test/testing/database.ts'
import type { CouponGrant } from '../coupons.ts'
import { createCouponStore } from '../coupons.ts'
import { couponStates } from './2026-12-01-coupon-states.ts'
import { upgradeStore } from './migrate.ts'

const db = await testDatabase()
afterAll(() => db.drop())

it('coupons of an earlier release are granted, or redeemed where they were; one of this release stays as it is', async () => {
  const redeemedAt = new Date('2026-11-01T04:00:00Z')
  const earlier = (n: number) => ({
    _id: `grant:${n}`,
    batchId: 'b',
    customerId: 'c',
    ...(n % 2 === 1 && { redeemedAt }),
  })
  const locked = { ...earlier(2_000), state: 'locked', rev: 3, order: 'kelu:1' }
  const coupons = db.connection.collection<CouponGrant>('coupons')
  await coupons.insertMany([...Array.from({ length: 1_100 }, (_, n) => earlier(n)), locked] as CouponGrant[])
  await upgradeStore(db.connection, [couponStates], 'me')
  expect(await createCouponStore(db.connection).countRedeemed('b')).toBe(550)
  expect(await coupons.findOne({ _id: 'grant:1' })).toEqual({ ...earlier(1), state: 'redeemed', rev: 0 })
  expect(await coupons.findOne({ _id: 'grant:2' })).toEqual({ ...earlier(2), state: 'granted', rev: 0 })
  expect(await coupons.findOne({ _id: 'grant:2000' })).toEqual(locked)
})
