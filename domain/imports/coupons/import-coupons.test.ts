import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { importWorld } from '../testing/world.ts'

let world: Awaited<ReturnType<typeof importWorld>>
let han: Customer
const known = (phone: string) =>
  world.customers.getOrCreate([{ kind: 'phone', value: phone, verified: false }], {
    source: 'test',
    at: world.clock.now(),
  })
beforeEach(async () => {
  world = await importWorld()
  han = await known('13800138000')
})
afterEach(() => world.drop())

const ran = (...rows: string[]) =>
  world.ran(
    Buffer.from(`手机号,批次,券码,到期时间,发放时间,状态,使用时间,订单号\n${rows.join('\n')}\n`),
    {},
    'coupons',
  )
const grants = () => world.coupons.grantsOf([han._id], 10)

it('what people hold in the shop is theirs here, as the shop gave it, and nothing hears of it', async () => {
  const told: string[] = []
  world.customers.listen(async ({ name }) => void told.push(name))
  const one = await ran(
    '13800138000,shop-gift,A-1,2099-12-31,2025-03-05,未使用,,',
    '13800138000,商城回归礼,A-2,2025-12-31,2025-03-06,已使用,2025-03-07,O-1',
  )
  expect(one.counts).toMatchObject({ rows: 2, bad: 0, new: 2, known: 0 })
  const until = new Date('2099-12-31T00:00:00+08:00')
  expect(await grants()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        ...{
          batchId: 'shop-gift',
          code: 'A-1',
          number: -1,
          byShop: true,
          state: 'granted',
          amountFen: 2_000,
        },
        ...{ validUntil: until, lookOutUntil: until, grantedAt: new Date('2025-03-05T00:00:00+08:00') },
      }),
      expect.objectContaining({
        ...{ code: 'A-2', state: 'redeemed', order: 'shop:O-1' },
        redeemedAt: new Date('2025-03-07T00:00:00+08:00'),
      }),
    ]),
  )
  expect(told).toEqual([])
  expect((await world.events({ name: 'coupon.granted' })).map(({ history }) => history)).toEqual([true, true])
})

it('one code of a batch is one coupon, in whatever file and however often', async () => {
  await ran('13800138000,shop-gift,A-1,2099-12-31,,,,')
  const again = await ran(
    '13800138000,shop-gift,A-1,2099-12-31,,已使用,,',
    '13800138000,shop-gift,A-1,2099-12-31,,,,',
  )
  expect(again.counts).toMatchObject({ new: 0, known: 2 })
  expect(await grants()).toHaveLength(1)
  expect(await world.events({ name: 'coupon.granted' })).toHaveLength(1)
})

it('rows that are nobody’s, of no batch of the shop, or somebody else’s coupon are told with their reason', async () => {
  await known('13900139000')
  await ran('13900139000,shop-gift,B-1,2099-12-31,,,,')
  const one = await ran(
    '13700137000,shop-gift,A-1,2099-12-31,,,,',
    '13800138000,nothing,A-1,2099-12-31,,,,',
    '13800138000,own-gift,A-1,2099-12-31,,,,',
    '13800138000,shop-gift,B-1,2099-12-31,,,,',
    '13800138000,shop-gift,,2099-12-31,,,,',
    '13800138000,shop-gift,A-1,2099-12-31,,送人了,,',
  )
  expect(one.counts).toMatchObject({ rows: 6, bad: 6, new: 0 })
  const lines = (await world.badRows(one._id)).toString().split('\n')
  expect(lines[1]).toContain('没有找到这位客户')
  expect(lines[2]).toContain('没有这个批次')
  expect(lines[3]).toContain('不是商城发码的')
  expect(lines[4]).toContain('已经有了，内容不一样')
  expect(lines[5]).toContain('券码：必须填')
  expect(lines[6]).toContain('状态：不是可以填的值')
})
