import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCouponStore } from '../../models/coupons.ts'
import { DomainError } from '../errors.ts'
import type { CouponBatchDefinition } from '../language/coupon-batch.ts'
import { aWorld, type World } from '../outreach/testing/world.ts'
import { couponValues, createCoupons } from './coupons.ts'

let world: World
const batches = new Map<string, CouponBatchDefinition>()

const aBatch = (written: Partial<CouponBatchDefinition> = {}): CouponBatchDefinition => {
  const batch: CouponBatchDefinition = {
    id: `b${batches.size}`,
    name: '唤醒券',
    kind: 'threshold',
    amountFen: 5_000,
    thresholdFen: 20_000,
    validity: { kind: 'after', ms: 14 * 86_400_000 },
    codes: { kind: 'generated', prefix: 'WK' },
    quantity: 10,
    ...written,
  }
  batches.set(batch.id, batch)
  return batch
}

const newCoupons = (more: Partial<Parameters<typeof createCoupons>[0]> = {}) =>
  createCoupons({
    store: createCouponStore(world.connection),
    customers: world.customers,
    registry: {
      couponBatch(id) {
        const batch = batches.get(id)
        if (!batch) throw new DomainError('coupon.not_found', { id })
        return batch
      },
    },
    clock: world.clock,
    key: 'a coupon key of many bytes',
    ...more,
  })

beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())

describe('a coupon', () => {
  it('of a test account has a code of its own, the same on every repeat, and uses up nothing', async () => {
    const { id: batchId } = aBatch({ quantity: 1 })
    const { _id: customerId } = await world.aCustomer()
    const ask = () => newCoupons().grant({ batchId, customerId, cause: 'walk:coupon:1', isTest: true })
    const [first, again] = [await ask(), await ask()]
    expect(first.code).toMatch(/^TEST-/)
    expect(again.code).toBe(first.code)
    const stock = await createCouponStore(world.connection).stockNow(batchId)
    expect(stock).toMatchObject({ next: 0, free: [], pending: [] })
    expect((await newCoupons().grant({ batchId, customerId, cause: 'real' })).code).toMatch(/^WK-/)
  })

  it('of a batch that is gone is still its holder’s, as it was called and worth', async () => {
    const { id: batchId } = aBatch({ name: '老客券', thresholdFen: 20_000 })
    const { _id: customerId } = await world.aCustomer()
    const { code } = await newCoupons().grant({ batchId, customerId, cause: 'run:coupon:gone' })
    batches.delete(batchId)
    expect(await newCoupons().of(customerId)).toMatchObject([
      { code, batchId, name: '老客券', amountFen: 5_000, thresholdFen: 20_000 },
    ])
  })

  it('is granted once per cause, however often and by however many it is asked for', async () => {
    const { id: batchId } = aBatch()
    const { _id: customerId } = await world.aCustomer()
    const ask = () => newCoupons().grant({ batchId, customerId, cause: 'run:coupon:1' })
    const granted = [...(await Promise.all(Array.from({ length: 8 }, ask))), await ask()]
    expect(new Set(granted.map(({ code }) => code)).size).toBe(1)
    expect(await newCoupons().of(customerId)).toHaveLength(1)
    expect(
      world.eventsNamed('coupon.granted').filter((event) => event.customerId === customerId),
    ).toMatchObject([{ props: { batchId, code: granted[0]?.code, amountFen: 5_000 } }])
  })

  it('of a batch goes out exactly as often as the batch holds, under a race', async () => {
    const { id: batchId } = aBatch({ quantity: 10 })
    const { _id: customerId } = await world.aCustomer()
    const results = await Promise.allSettled(
      Array.from({ length: 16 }, (_, i) => newCoupons().grant({ batchId, customerId, cause: `race:${i}` })),
    )
    const codes = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.code] : []))
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(new Set(codes).size).toBe(10)
    expect(codes).toHaveLength(10)
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'coupon.exhausted' })
  })

  it('lost between number and grant is not lost: the same cause gets the same number', async () => {
    const { id: batchId } = aBatch({ quantity: 1 })
    const { _id: customerId } = await world.aCustomer()
    const store = createCouponStore(world.connection)
    const dying = newCoupons({ store: { ...store, insertGrant: () => Promise.reject(new Error('killed')) } })
    await expect(dying.grant({ batchId, customerId, cause: 'crash' })).rejects.toThrow('killed')
    expect(await newCoupons().grant({ batchId, customerId, cause: 'crash' })).toMatchObject({ batchId })
    await expect(newCoupons().grant({ batchId, customerId, cause: 'other' })).rejects.toMatchObject({
      code: 'coupon.exhausted',
    })
  })

  it('is given to one person as often as the batch allows, under a race, by their unionid', async () => {
    const { id: batchId } = aBatch({ perCustomer: 2 })
    const { _id: customerId } = await world.customers.getOrCreate([{ kind: 'unionid', value: 'oU1' }], {
      source: 'test',
      at: world.clock.now(),
    })
    const ask = (cause: string) => newCoupons().grant({ batchId, customerId, cause })
    const asked = await Promise.allSettled(['u1', 'u2', 'u3', 'u4'].map(ask))
    const refused = asked.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refused.map(({ code }) => code)).toEqual(['coupon.limit_reached', 'coupon.limit_reached'])
    const causes = asked.flatMap(({ status }, n) => (status === 'fulfilled' ? [`u${n + 1}`] : []))
    for (const cause of causes) await ask(cause)
    expect(await newCoupons().of(customerId)).toHaveLength(2)
    expect(await createCouponStore(world.connection).limit(`${batchId}:oU1`)).toMatchObject({
      causes: expect.arrayContaining(causes),
    })
    // The refused ones used nothing up.
    expect(await createCouponStore(world.connection).stockNow(batchId)).toMatchObject({ next: 2, free: [] })
  })

  it('counts for the limit as well when a profile held it that was merged into theirs', async () => {
    const { id: batchId } = aBatch({ perCustomer: 1 })
    const lead = await world.aCustomer({ openid: 'o-lead' })
    await newCoupons().grant({ batchId, customerId: lead._id, cause: 'as a lead' })
    const { _id: customerId } = await world.customers.addClaims(
      lead._id,
      [{ kind: 'unionid', value: 'oU2' }],
      'test',
    )
    await expect(newCoupons().grant({ batchId, customerId, cause: 'known' })).rejects.toMatchObject({
      code: 'coupon.limit_reached',
    })
  })

  it('that was not to be had leaves the person what they may have', async () => {
    const { id: batchId } = aBatch({ perCustomer: 1, quantity: 1 })
    const [one, other] = [await world.aCustomer(), await world.aCustomer()]
    await newCoupons().grant({ batchId, customerId: one._id, cause: 'first' })
    await expect(
      newCoupons().grant({ batchId, customerId: other._id, cause: 'second' }),
    ).rejects.toMatchObject({ code: 'coupon.exhausted' })
    expect(await createCouponStore(world.connection).limit(`${batchId}:${other._id}`)).toMatchObject({
      causes: [],
    })
  })

  it('of a listed batch takes the listed codes in order', async () => {
    const { id: batchId } = aBatch({ codes: { kind: 'listed', codes: ['AAAA-1', 'BBBB-2'] }, quantity: 2 })
    const { _id: customerId } = await world.aCustomer()
    const coupons = newCoupons()
    expect((await coupons.grant({ batchId, customerId, cause: 'l1' })).code).toBe('AAAA-1')
    expect((await coupons.grant({ batchId, customerId, cause: 'l2' })).code).toBe('BBBB-2')
  })

  it('reads as message variables, money in yuan and the last day in the customer’s zone', async () => {
    world.clock.set('2026-03-02T09:00:00+08:00')
    const { id: batchId } = aBatch({ amountFen: 4_990 })
    const { _id: customerId } = await world.aCustomer()
    const coupon = await newCoupons().grant({ batchId, customerId, cause: 'values' })
    expect(couponValues(coupon)).toEqual({
      'coupon.code': expect.stringMatching(/^WK-[2-9A-HJ-NP-Z]{7,}$/),
      'coupon.name': '唤醒券',
      'coupon.amountYuan': '49.9',
      'coupon.validUntil': '3月16日',
    })
  })

  it('is refused for a batch nobody defined', async () => {
    const { _id: customerId } = await world.aCustomer()
    await expect(newCoupons().grant({ batchId: 'none', customerId, cause: 'n' })).rejects.toMatchObject({
      code: 'coupon.not_found',
    })
  })
})
