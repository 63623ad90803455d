import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../sandbox/contract.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const minute = 60_000
const day = 86_400_000

let world: RunningKelu
let user: Person
let idler: Person

const message = {
  message: 'coupon-ends',
  name: '券快到期',
  purpose: 'marketing',
  prefer: ['sms'],
  variables: {
    nickname: { from: 'customer.nickname', default: '您好' },
    product: { from: 'customer.traits.lastProductName', default: '心仪好物' },
    link: { link: 'miniprogram:/pages/coupon' },
  },
  sms: {
    text: '尊敬的会员{{nickname}}，您常买的{{product}}有新优惠，满200减50专属券已到账：k.example/r/{{link}} ，14天内有效 拒收请回复R',
    templates: { aliyun: 'SMS_100004' },
    params: { name: 'nickname', product: 'product', code: 'link' },
  },
}

const couponOf = async (person: Person) => {
  const { _id } = await world.customerOf(person)
  const [coupon, ...more] = await world.kelu.connection
    .collection('coupons')
    .find({ customerId: _id })
    .toArray()
  expect(more).toEqual([])
  return coupon
}
const givenTo = (person: Person) => world.sandbox.deliveries({ kind: 'coupon', receiver: person.unionid })
const named = async (person: Person, name: string) =>
  (await world.eventsOf(person)).filter((event) => event === name)

/** Both buy; of the shop's answers to the first the coupon's is lost after the shop has given it. */
beforeAll(async () => {
  world = await runningKelu({
    journeys: [],
    definitions: [
      {
        batch: 'spring',
        name: '春季券',
        kind: 'threshold',
        thresholdFen: 20_000,
        amountFen: 5_000,
        validity: '14 days',
        codes: { shop: 'SPRING-50' },
      },
      {
        journey: 'thanks',
        name: '购后送券',
        entry: { event: 'order.paid' },
        steps: { gift: { coupon: { batch: 'spring' }, next: 'end' } },
      },
      {
        journey: 'remind',
        name: '券到期提醒',
        entry: { event: 'coupon.expiring' },
        exit: [{ event: 'coupon.redeemed' }],
        steps: { tell: { send: { message: 'coupon-ends', whenCapped: 'next day' }, next: 'end' } },
      },
      message,
    ],
  })
  const [one, other] = [await world.somebody(), await world.somebody()]
  user = one
  idler = other
  await world.sandbox.addFault({
    platform: 'shop',
    api: '/coupons/grant',
    kind: 'connectionReset',
    receiver: user.unionid,
    times: 1,
  })
  for (const person of [user, idler]) {
    await world.sandbox.openMiniprogram({ person: person.name })
    await world.lead(person, { form: 'member-card', loggedIn: true })
    await world.settle()
    await world.sandbox.shopEvent({
      id: `paid-${person.name}`,
      type: 'order.paid',
      person: person.name,
      orderId: `first-${person.name}`,
      amountFen: 29_900,
      productName: '保湿精华',
      at: world.clock.now().toISOString(),
    })
  }
  await world.settle()
})
afterAll(() => world.close())

describe('a coupon the shop gives', () => {
  it('is asked for again after a lost answer, under the same number, and is one', async () => {
    expect(await givenTo(idler)).toHaveLength(1)
    expect(await couponOf(user)).toBeUndefined()
    await world.pass(minute)
    for (const person of [user, idler]) {
      const [given, ...more] = await givenTo(person)
      expect(more).toEqual([])
      expect(await couponOf(person)).toMatchObject({
        _id: given?.ref,
        code: given?.content.code,
        byShop: true,
        state: 'granted',
        validUntil: new Date(String(given?.content.validUntil)),
      })
      expect(await named(person, 'coupon.granted')).toHaveLength(1)
    }
  })

  it('redeemed in a store, as the shop’s hook tells, is credited there, and nobody is reminded of it', async () => {
    await world.pass(11 * day - 5 * minute)
    const code = (await couponOf(user))?.code as string
    await world.sandbox.shopEvent({
      id: 'used-1',
      type: 'coupon.redeemed',
      person: user.name,
      code,
      storeId: 'sh-01',
      staffId: 'lilei',
      at: world.clock.now().toISOString(),
    })
    await world.settle()
    expect(await couponOf(user)).toMatchObject({ state: 'redeemed', storeId: 'sh-01', staffId: 'lilei' })
    await world.pass(day)
    expect(await named(user, 'coupon.redeemed')).toHaveLength(1)
    expect(await named(user, 'coupon.expiring')).toEqual([])
    expect(await world.textsTo(user)).toEqual([])
    expect(await named(idler, 'coupon.expiring')).toHaveLength(1)
    expect(await world.textsTo(idler)).toHaveLength(1)
  })
})
