import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aScenario, type Scenario, together } from '../testing/scenario-world.ts'

const names = [
  'delivered',
  'confirmed',
  'silent',
  'unannounced',
  'unannouncedConfirmed',
  'unshipped',
  'refunded',
  'refundedInPart',
  'refundedInSteps',
  'refundedUnpaid',
  'partBeforeGuide',
  'partBeforeCoupon',
  'asksBeforeGuide',
  'neverSettled',
  'asksBeforeCoupon',
  'neverSettledLater',
  'buysAgain',
  'tooLate',
  'old',
] as const
type Name = (typeof names)[number]

/** What happens to the first order of each, by day, at 10:00. */
const stories: Partial<Record<Name, [day: number, what: string, amountFen?: number][]>> = {
  delivered: [
    [1, 'shipped'],
    [3, 'delivered'],
  ],
  confirmed: [
    [1, 'shipped'],
    [2, 'received'],
    [4, 'delivered'],
  ],
  silent: [[1, 'shipped']],
  unannounced: [[3, 'delivered']],
  unannouncedConfirmed: [[3, 'received']],
  refunded: [
    [1, 'shipped'],
    [2, 'refund_requested'],
    [4, 'refunded'],
  ],
  // One of two things sent back before the parcel came.
  refundedInPart: [
    [1, 'shipped'],
    [2, 'refunded', 9_900],
    [3, 'delivered'],
  ],
  // Part by part, until nothing is left before it came.
  refundedInSteps: [
    [1, 'shipped'],
    [2, 'refunded', 9_900],
    [3, 'refunded', 20_000],
  ],
  partBeforeGuide: [
    [1, 'shipped'],
    [3, 'delivered'],
    [4, 'refund_requested'],
    [9, 'refunded', 9_900],
  ],
  partBeforeCoupon: [
    [1, 'shipped'],
    [3, 'delivered'],
    [8, 'refund_requested'],
    [16, 'refunded', 9_900],
  ],
  asksBeforeGuide: [
    [1, 'shipped'],
    [3, 'delivered'],
    [4, 'refund_requested'],
    [20, 'refund_withdrawn'],
  ],
  neverSettled: [
    [1, 'shipped'],
    [3, 'delivered'],
    [4, 'refund_requested'],
  ],
  asksBeforeCoupon: [
    [1, 'shipped'],
    [3, 'delivered'],
    [8, 'refund_requested'],
    [20, 'refund_withdrawn'],
  ],
  neverSettledLater: [
    [1, 'shipped'],
    [3, 'delivered'],
    [8, 'refund_requested'],
  ],
  buysAgain: [
    [1, 'shipped'],
    [3, 'delivered'],
  ],
  tooLate: [
    [1, 'shipped'],
    [5, 'delivered'],
  ],
}

let world: Scenario
const people = {} as Record<Name, Customer>

const order = (name: Name, what: string, { orderId = `first-${name}`, amountFen = 29_900 } = {}) =>
  world.does(people[name], `order.${what}`, {
    orderId,
    amountFen,
    ...(what === 'refunded' && { refundId: `${name}-${amountFen}` }),
    ...(what === 'shipped' && { carrier: '顺丰速运', trackingNo: 'SF1001' }),
    ...(what === 'paid' && { items: [{ productId: 'p1', name: '保湿精华', quantity: 1, priceFen: 29_900 }] }),
  })

describe('M2: a first purchase', () => {
  beforeAll(async () => {
    world = await aScenario('new-buyer-activation')
    const longAgo = { at: world.at(-100, '10:00') }
    await together(names, async (name) => {
      people[name] = await world.aCustomer({ nickname: '王思雨' })
      if (name === 'old')
        await world.does(people.old, 'order.paid', { orderId: 'long-ago', amountFen: 100 }, longAgo)
      // What was heard of first is that it was given back.
      if (name === 'refundedUnpaid') await order(name, 'refunded')
      await order(name, 'paid')
    })
    // What happens to another order of theirs is no matter of this one.
    await order('unshipped', 'shipped', { orderId: 'another' })
    for (let day = 1; day <= 20; day += 1) {
      await world.moveTo(world.at(day, '10:00'))
      await together(names, async (name) => {
        for (const [when, what, amountFen] of stories[name] ?? [])
          if (when === day) await order(name, what, amountFen === undefined ? {} : { amountFen })
      })
      if (day === 9) await order('buysAgain', 'paid', { orderId: 'second' })
      // The day somebody comes to the coupon on which there is none.
      if (day === 14) world.batches.usedUp.add('first-buyer-30')
      if (day === 15) world.batches.usedUp.clear()
    }
    await world.moveTo(world.at(80, '10:00'))
  })
  afterAll(() => world.drop())

  const got = async (name: Name) =>
    (await world.receivedBy(people[name])).map(({ message, at }) => [message, at] as const)

  it('is confirmed at once, told of when shipped, explained three days after delivery, and rewarded a week later', async () => {
    expect(await got('delivered')).toEqual([
      ['order-confirmed', world.at(0, '09:00')],
      ['order-shipped', world.at(1, '10:00')],
      ['usage-guide', world.at(6, '10:00')],
      ['first-buyer-coupon', world.at(13, '10:00')],
    ])
    expect(world.couponsOf(people.delivered)).toEqual(['first-buyer-30'])
    const [, shipped] = world.senders.sms.received.filter(({ ref }) => ref.includes(people.delivered._id))
    expect(shipped?.message.params).toMatchObject({ carrier: '顺丰速运', tracking: 'SF1001' })
  })

  it.each([
    // The customer says it arrived, sooner than the carrier.
    ['confirmed', 5, 12],
    // Nobody says so: a week after shipping counts as arrived.
    ['silent', 11, 18],
  ] as const)('%s: the guide on day %i, the coupon on day %i', async (name, guide, coupon) => {
    expect((await got(name)).slice(2)).toEqual([
      ['usage-guide', world.at(guide, '10:00')],
      ['first-buyer-coupon', world.at(coupon, '10:00')],
    ])
  })

  it.each(['unannounced', 'unannouncedConfirmed'] as const)(
    '%s: arrived without a word of shipping is arrived',
    async (name) => {
      expect((await got(name)).map(([message]) => message)).toEqual([
        'order-confirmed',
        'usage-guide',
        'first-buyer-coupon',
      ])
    },
  )

  it('not shipped within 15 days: sales calm the customer and hurry the warehouse', async () => {
    expect(world.tasksOf(people.unshipped)).toMatchObject([{ title: '王思雨 的首单 15 天没有发货' }])
    expect((await got('unshipped')).map(([message]) => message)).toEqual(['order-confirmed'])
  })

  it.each([
    ['refunded', 4],
    ['refundedInSteps', 3],
  ] as const)('%s in full: leaves at once', async (name, day) => {
    expect(await world.runsOf(people[name])).toMatchObject([
      { endReason: 'exit:order.refunded_in_full', endedAt: world.at(day, '10:00') },
    ])
    expect((await got(name)).map(([message]) => message)).toEqual(['order-confirmed', 'order-shipped'])
  })

  it('refunded in part: stays, and gets all that is due', async () => {
    expect((await got('refundedInPart')).slice(2)).toEqual([
      ['usage-guide', world.at(6, '10:00')],
      ['first-buyer-coupon', world.at(13, '10:00')],
    ])
  })

  it('a refund that was asked for and came to a part of it is settled: it goes on', async () => {
    expect((await got('partBeforeGuide')).slice(2)).toEqual([
      ['usage-guide', world.at(9, '10:00')],
      ['first-buyer-coupon', world.at(16, '10:00')],
    ])
    expect((await got('partBeforeCoupon')).slice(2)).toEqual([
      ['usage-guide', world.at(6, '10:00')],
      ['first-buyer-coupon', world.at(16, '10:00')],
    ])
  })

  it('refunded before anybody heard it was paid: no purchase, and nothing begins', async () => {
    expect(await world.runsOf(people.refundedUnpaid)).toEqual([])
  })

  it('stands still while a refund is open, and goes on when it is withdrawn', async () => {
    expect((await got('asksBeforeGuide')).slice(2)).toEqual([
      ['usage-guide', world.at(20, '10:00')],
      ['first-buyer-coupon', world.at(27, '10:00')],
    ])
    expect((await got('asksBeforeCoupon')).slice(2)).toEqual([
      ['usage-guide', world.at(6, '10:00')],
      ['first-buyer-coupon', world.at(20, '10:00')],
    ])
  })

  it.each([
    ['neverSettled', 'order-shipped'],
    ['neverSettledLater', 'usage-guide'],
  ] as const)('%s: a refund that stays open brings nothing more', async (name, last) => {
    expect((await got(name)).at(-1)?.[0]).toBe(last)
    expect(world.couponsOf(people[name])).toEqual([])
  })

  it('who bought again meanwhile needs no coupon; the goal is the second order, not the first', async () => {
    expect(world.couponsOf(people.buysAgain)).toEqual([])
    expect(await world.runsOf(people.buysAgain)).toMatchObject([{ goalMetAt: world.at(9, '10:00') }])
    expect((await world.runsOf(people.delivered))[0]?.goalMetAt).toBeUndefined()
  })

  it('without a coupon left nobody is told of one', async () => {
    expect((await got('tooLate')).at(-1)?.[0]).toBe('usage-guide')
    expect(await world.wayOf(people.tooLate)).toContain('coupon')
  })

  it('who had bought before is no new buyer', async () => {
    expect(await world.runsOf(people.old)).toEqual([])
  })

  it('every way of the graph was walked', async () => {
    expect(await world.walkedWays()).toEqual(world.allWays)
  })
})
