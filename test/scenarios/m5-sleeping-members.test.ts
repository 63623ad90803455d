import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aScenario, type Scenario, together } from '../testing/scenario-world.ts'

/** Day of the last visit and of the purchase. */
const pasts = {
  silent: [-29, -60],
  returns: [-29, -60],
  latecomer: [-29, -60],
  // Asleep a day later, when the coupons are gone.
  emptyHanded: [-28, -60],
  buyer: [-29, -60],
  // No mailbox: no review to ask for.
  phoneOnly: [-29, -60],
  // Bought at the counter since: an order is no visit.
  counter: [-29, -5],
  awake: [-10, -60],
  // For the win-back.
  lapsed: [-29, -100],
  // For the quarterly recall.
  lost: [-29, -60],
  stranger: [-29, undefined],
} as const satisfies Record<string, [seen: number, bought: number | undefined]>
type Name = keyof typeof pasts
const names = Object.keys(pasts) as Name[]

let world: Scenario
const people = {} as Record<Name, Customer>

const item = { productId: 'p1', name: '保湿精华', quantity: 1, priceFen: 29_900 }
const bought = (name: Name, orderId: string, at?: Date) =>
  world.does(people[name], 'order.paid', { orderId, amountFen: 29_900, items: [item] }, at && { at })

describe('M5: no visit for 30 days, and a purchase within 90', () => {
  /** Day 2, 04:00: found asleep; 09:00: invited. Day 5, 09:00: asked for a review. */
  beforeAll(async () => {
    world = await aScenario('wake-sleeping-members')
    await together(names, async (name) => {
      const email = name === 'phoneOnly' ? undefined : `${name}@mail.example`
      people[name] = await world.aCustomer({ nickname: '郭晓彤', email })
      if (name === 'lost')
        await world.customers.change(
          people.lost._id,
          { addTags: [{ name: '深度流失', kind: 'rule' }] },
          'lost',
        )
      const [seen, paid] = pasts[name]
      await world.does(people[name], 'miniprogram.entered', {}, { at: world.at(seen, '10:00') })
      if (paid !== undefined) await bought(name, `old-${name}`, world.at(paid, '10:00'))
    })
    await world.moveTo(world.at(3, '03:00'))
    world.batches.usedUp.add('wake-up-50')
    await world.moveTo(world.at(3, '10:00'))
    world.batches.usedUp.clear()
    await world.does(people.returns, 'miniprogram.entered')
    await bought('buyer', 'again')
    await world.moveTo(world.at(6, '10:00'))
    await world.does(people.latecomer, 'miniprogram.entered')
    await world.moveTo(world.at(7, '10:00'))
  })
  afterAll(() => world.drop())

  const got = async (name: Name) => (await world.receivedBy(people[name])).map(({ message }) => message)

  it('gets a coupon and, in the morning, an SMS that names what they bought', async () => {
    expect((await world.receivedBy(people.silent))[0]).toEqual({
      message: 'wake-up-coupon',
      at: world.at(2, '09:00'),
    })
    expect(world.couponsOf(people.silent)).toEqual(['wake-up-50'])
    const [sms] = world.senders.sms.received.filter(({ ref }) => ref.includes(people.silent._id))
    expect(sms?.message.params).toMatchObject({ name: '郭晓彤', product: '保湿精华' })
  })

  it('comes back to the mini-program within three days: 高意向, and a task for sales', async () => {
    expect(await world.tagsOf(people.returns)).toContain('高意向')
    expect(world.tasksOf(people.returns)).toMatchObject([{ title: '郭晓彤 回到小程序' }])
    expect((await world.runsOf(people.returns))[0]?.endedAt).toEqual(world.at(3, '10:00'))
    expect(await got('returns')).toEqual(['wake-up-coupon'])
  })

  it.each(['silent', 'latecomer'] as const)(
    '%s does not come back in time: an e-mail asks for a review',
    async (name) => {
      expect((await world.receivedBy(people[name]))[1]).toEqual({
        message: 'review-request',
        at: world.at(5, '09:00'),
      })
      expect(world.senders.email.received.filter(({ ref }) => ref.includes(people[name]._id))).toHaveLength(1)
      expect(world.tasksOf(people[name])).toEqual([])
      expect(await world.tagsOf(people[name])).not.toContain('高意向')
    },
  )

  it('finds no coupon left: nobody is told of one, and a review is asked for at once', async () => {
    // The night ends earlier for e-mail than for SMS.
    expect(await world.receivedBy(people.emptyHanded)).toEqual([
      { message: 'review-request', at: world.at(3, '08:00') },
    ])
    expect(world.couponsOf(people.emptyHanded)).toEqual([])
  })

  it('without a mailbox nobody is asked for a review by SMS instead', async () => {
    expect(await got('phoneOnly')).toEqual(['wake-up-coupon'])
    expect((await world.runsOf(people.phoneOnly))[0]?.endReason).toBe('completed')
  })

  it('buys: leaves at once, with the goal', async () => {
    expect(await world.runsOf(people.buyer)).toMatchObject([
      { endReason: 'exit:order.paid', endedAt: world.at(3, '10:00'), goalValueFen: 29_900 },
    ])
    expect(await got('buyer')).toEqual(['wake-up-coupon'])
  })

  it('a purchase at the counter is no visit', async () => {
    expect(await got('counter')).toContain('wake-up-coupon')
  })

  it.each(['awake', 'lapsed', 'lost', 'stranger'] as const)('%s is no sleeping member', async (name) => {
    expect(await world.runsOf(people[name])).toEqual([])
  })

  it('every way of the graph was walked', async () => {
    expect(await world.walkedWays()).toEqual(world.allWays)
  })
})
