import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CouponGrant } from '../../../models/coupons.ts'
import type { Customer } from '../../../models/customer.ts'
import { type PeopleWorld, peopleWorld } from '../testing/people.ts'

let world: PeopleWorld
let holder: Customer
const cookies = new Map<string, string>()

const batch = `
batch: gift
name: 回归礼
kind: threshold
amountFen: 3000
thresholdFen: 19900
validity: 14 days
codes: { prefix: HG }
quantity: 100
`

beforeAll(async () => {
  world = await peopleWorld()
  await world.publish(batch)
  const { stores } = world
  const team = { region: undefined, onDuty: true, inFallbackPool: false }
  await stores.staff.save({ _id: 'lilei', name: '李雷', department: '门店一部', ...team })
  await stores.retailStores.save({ _id: 'XH01', name: '西湖店', department: '门店一部' })
  await stores.retailStores.save({ _id: 'BJ02', name: '滨江店', department: '门店二部' })
  holder = await world.aCustomer({ nickname: '郭晓彤', phone: '13800002716' })
  cookies.set('owner', await world.as('owner'))
  cookies.set('marketer', await world.as('marketer'))
  cookies.set('lead', await world.as('lead', { stores: ['XH01'] }))
  cookies.set('sales', await world.as('sales', { userid: 'lilei' }))
})
afterAll(() => world.close())

const dayMs = 86_400_000
async function aGrant(code: string, fields: Partial<CouponGrant> = {}): Promise<void> {
  const now = world.clock.now()
  await world.stores.coupons.insertGrant({
    ...{ _id: `grant:${code}`, batchId: 'gift', customerId: holder._id, number: 0, code, amountFen: 3_000 },
    ...{
      validFrom: now,
      validUntil: new Date(now.getTime() + 14 * dayMs),
      grantedAt: now,
      state: 'granted',
      rev: 0,
    },
    ...fields,
  })
}
const get = (role: string, path: string) => world.call('GET', path, { cookie: cookies.get(role) })
const post = (role: string, path: string, body: object) =>
  world.call('POST', path, { cookie: cookies.get(role), body })
const redeem = (role: string, code: string, more: object = {}) =>
  post(role, '/coupons-redeem', { key: randomUUID(), code, batch: 'gift', ...more })

describe('redeemed by hand', () => {
  it('is shown first with what it is worth and whose it is, masked', async () => {
    await aGrant('HG-1')
    const { body } = await post('sales', '/coupons-look', { code: ' HG-1 ' })
    expect(body.items).toMatchObject([
      {
        batch: { id: 'gift', name: '回归礼' },
        ...{ amountFen: 3_000, thresholdFen: 19_900, state: 'granted', refusal: null },
        holder: { name: '郭晓彤', phone: '138****2716' },
      },
    ])
    expect((await post('sales', '/coupons-look', { code: 'NONE' })).body.items).toEqual([])
  })

  it('is credited to the store and to who pressed the button, stands in the log and is told of its holder', async () => {
    await aGrant('HG-2')
    const { body } = await redeem('sales', 'HG-2', { store: 'XH01' })
    expect(body).toMatchObject({ state: 'redeemed', redeemed: { store: { id: 'XH01', name: '西湖店' } } })
    expect(await world.stores.coupons.find('grant:HG-2')).toMatchObject({ storeId: 'XH01', staffId: 'lilei' })
    expect(await world.auditLog.list({ action: 'coupon.redeemed_by_hand', limit: 5 })).toMatchObject([
      {
        by: 'a-sales',
        on: `customer:${holder._id}`,
        details: { batch: 'gift', code: 'HG-2', store: 'XH01' },
      },
    ])
    const told = await world.connection.collection('events').find({ name: 'coupon.redeemed' }).toArray()
    expect(told).toMatchObject([
      { customerId: holder._id, props: { code: 'HG-2', batchId: 'gift', storeId: 'XH01', staffId: 'lilei' } },
    ])
    expect(world.announced).toContain('coupons')
  })

  it('is done once under one key, and refused to everybody else', async () => {
    await aGrant('HG-3')
    const key = randomUUID()
    const both = await Promise.all([1, 2].map(() => redeem('lead', 'HG-3', { key, store: 'XH01' })))
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    const events = world.connection.collection('events')
    expect(await events.countDocuments({ 'props.code': 'HG-3' })).toBe(1)
    const again = await redeem('lead', 'HG-3')
    expect([again.status, again.body.error.code]).toEqual([409, 'coupon.redeemed'])
    expect((await post('lead', '/coupons-look', { code: 'HG-3' })).body.items[0].refusal).toContain(
      '已经核销',
    )
  })

  it('is refused when it is over, held by an order, or at a store that is not ones own', async () => {
    await aGrant('HG-4', { validUntil: world.clock.now() })
    await aGrant('HG-5', { state: 'locked', order: 'shop:7' })
    await aGrant('HG-6')
    expect((await redeem('owner', 'HG-4')).body.error.code).toBe('coupon.expired')
    expect((await redeem('owner', 'HG-5')).body.error.code).toBe('coupon.locked')
    expect((await redeem('lead', 'HG-6', { store: 'BJ02' })).status).toBe(403)
    expect((await redeem('marketer', 'HG-6')).status).toBe(403)
    expect((await world.stores.coupons.find('grant:HG-6'))?.state).toBe('granted')
  })

  it('offers everybody their own counters', async () => {
    const counters = async (role: string) =>
      (await get(role, '/coupons-counters')).body.items.map(({ id }: { id: string }) => id)
    expect(await counters('owner')).toEqual(['BJ02', 'XH01'])
    expect([await counters('lead'), await counters('sales')]).toEqual([['XH01'], ['XH01']])
  })
})

describe('the figures of a batch', () => {
  it('add up to what was given, and each opens its coupons', async () => {
    await world.connection.collection('coupons').deleteMany({})
    await aGrant('A')
    await aGrant('B')
    await aGrant('C', { validUntil: new Date(world.clock.now().getTime() - dayMs) })
    await redeem('sales', 'B', { store: 'XH01' })
    const { body } = await get('marketer', '/coupons/gift/figures')
    expect(body).toEqual({
      states: { granted: 1, returned: 0, locked: 0, redeemed: 1, expired: 1 },
      redeemedBy: [
        { store: { id: 'XH01', name: '西湖店' }, seller: { id: 'lilei', name: '李雷' }, redeemed: 1 },
      ],
    })
    const codes = async (query: string) =>
      (await get('marketer', `/coupons/gift/people?${query}`)).body.items.map(
        ({ code }: { code: string }) => code,
      )
    expect([await codes('state=granted'), await codes('state=expired')]).toEqual([['A'], ['C']])
    expect(await codes('state=redeemed&store=XH01&seller=lilei')).toEqual(['B'])
    expect(await codes('state=redeemed&store=XH01&seller=')).toEqual([])
    const [redeemed] = (await get('marketer', '/coupons/gift/people?state=redeemed')).body.items
    expect(redeemed).toMatchObject({
      customer: { id: holder._id, name: '郭晓彤', phone: '138****2716' },
      store: { name: '西湖店' },
      order: null,
    })
  })
})
