import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
import { documentsRead } from '../test/testing/store-commands.ts'
import { type CouponTallyState, createCouponFigures } from './coupon-figures.ts'
import type { CouponGrant } from './coupons.ts'
import { mendIndexes } from './indexes.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const figures = createCouponFigures(db.connection)

const now = new Date('2026-03-10T02:00:00Z')
const day = (n: number) => new Date(now.getTime() + n * 86_400_000)
const grant = (_id: string, fields: Partial<CouponGrant>) =>
  ({ _id, batchId: 'b', customerId: 'c', number: 1, validUntil: day(3), ...fields }) as CouponGrant

beforeAll(async () => {
  await mendIndexes(db.connection)
  await db.connection.collection<CouponGrant>('coupons').insertMany([
    grant('g1', { state: 'granted' }),
    grant('g2', { state: 'granted', validUntil: day(9) }),
    grant('over', { state: 'granted', validUntil: day(-5) }),
    grant('ends-now', { state: 'granted', validUntil: now }),
    grant('back', { state: 'returned' }),
    grant('back-over', { state: 'returned', validUntil: day(-1) }),
    // Neither is over while an order has it.
    grant('held', { state: 'locked', validUntil: day(-1) }),
    grant('r1', { state: 'redeemed', redeemedAt: day(-3), storeId: 'XH01', staffId: 'li' }),
    grant('r2', { state: 'redeemed', redeemedAt: day(-1), storeId: 'XH01', staffId: 'li' }),
    grant('r3', { state: 'redeemed', redeemedAt: day(-2), storeId: 'XH01' }),
    grant('r4', { state: 'redeemed', redeemedAt: day(-4), validUntil: day(-4) }),
    grant('test', { state: 'redeemed', redeemedAt: day(-1), isTest: true }),
    grant('other', { state: 'redeemed', redeemedAt: day(-1), batchId: 'o' }),
  ])
})
const ids = (grants: CouponGrant[]) => grants.map(({ _id }) => _id)

it('counts how coupons stand, each once, without reading one', async () => {
  const tally = { granted: 2, returned: 1, locked: 1, redeemed: 4, expired: 3 }
  expect(await documentsRead(db.connection, () => figures.tally('b', now))).toBe(0)
  expect(await figures.tally('b', now)).toEqual(tally)
})

it('counts who redeemed them, the most first, without reading one', async () => {
  expect(await documentsRead(db.connection, () => figures.redeemedBy('b'))).toBe(0)
  expect(await figures.redeemedBy('b')).toEqual([
    { storeId: 'XH01', staffId: 'li', redeemed: 2 },
    { storeId: null, staffId: null, redeemed: 1 },
    { storeId: 'XH01', staffId: null, redeemed: 1 },
  ])
})

it('each figure has its coupons', async () => {
  const of = async (state: Exclude<CouponTallyState, 'redeemed'>) =>
    ids(await figures.standing('b', state, now, null, 10))
  expect(await of('granted')).toEqual(['g2', 'g1'])
  expect([await of('returned'), await of('locked')]).toEqual([['back'], ['held']])
  expect(await of('expired')).toEqual(['ends-now', 'back-over', 'over'])
  expect(ids(await figures.redeemed('b', null, null, 10))).toEqual(['r2', 'r3', 'r1', 'r4'])
  const by = { storeId: 'XH01', staffId: 'li' }
  expect(ids(await figures.redeemed('b', by, null, 10))).toEqual(['r2', 'r1'])
  expect(ids(await figures.redeemed('b', { storeId: null, staffId: null }, null, 10))).toEqual(['r4'])
})

it('goes on page by page', async () => {
  const [first] = await figures.standing('b', 'expired', now, null, 1)
  const after = { at: first?.validUntil ?? now, id: first?._id ?? '' }
  expect(ids(await figures.standing('b', 'expired', now, after, 10))).toEqual(['back-over', 'over'])
})
