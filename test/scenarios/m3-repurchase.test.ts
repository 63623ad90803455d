import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aScenario, type Scenario, together } from '../testing/scenario-world.ts'

const names = ['regular', 'often', 'rich', 'buyer', 'none', 'noneLater', 'once', 'twice', 'unsteady'] as const
type Name = (typeof names)[number]

let world: Scenario
const people = {} as Record<Name, Customer>

const pay = (name: Name, day: number, amountFen: number) =>
  world.does(
    people[name],
    'order.paid',
    {
      orderId: `${name}-${day}`,
      amountFen,
      items: [{ productId: 'p1', name: '鱼油', quantity: 1, priceFen: amountFen }],
    },
    { at: world.at(day, '10:00') },
  )

/** Days with a purchase; the next one is expected 40 days after the last. */
const bought: Record<Name, number[]> = {
  regular: [-110, -70, -30],
  often: [-150, -110, -70, -30],
  rich: [-110, -70, -30],
  buyer: [-110, -70, -30],
  none: [-111, -71, -31],
  noneLater: [-109, -69, -29],
  once: [-30],
  twice: [-70, -30],
  unsteady: [-154, -74, -70, -30],
}

describe('M3: a customer who buys every 40 days, expected again on day 10', () => {
  beforeAll(async () => {
    world = await aScenario('repurchase')
    await together(names, async (name) => {
      people[name] = await world.aCustomer({ nickname: '李子轩' })
      for (const day of bought[name]) await pay(name, day, name === 'rich' ? 300_000 : 9_900)
    })
    // Of the coupons there is none on the days somebody comes to them.
    world.batches.usedUp.add('repurchase-10')
    await world.moveTo(world.at(6, '12:00'))
    world.batches.usedUp.clear()
    await world.moveTo(world.at(8, '10:00'))
    await pay('buyer', 8, 9_900)
    await world.moveTo(world.at(9, '10:00'))
    await world.does(people.buyer, 'order.refunded', { orderId: 'buyer-8', refundId: 'r1', amountFen: 9_900 })
    await world.moveTo(world.at(17, '12:00'))
    world.batches.usedUp.add('repurchase-threshold-60')
    await world.moveTo(world.at(20, '10:00'))
  })
  afterAll(() => world.drop())

  it('is reminded three days ahead, with a discount', async () => {
    const [first] = await world.receivedBy(people.regular)
    expect(first).toEqual({ message: 'repurchase-reminder', at: world.at(7, '09:00') })
    const sms = world.senders.sms.received.find(({ ref }) => ref.includes(people.regular._id))
    expect(sms?.message.params).toMatchObject({ name: '李子轩', product: '鱼油' })
  })

  it.each([
    ['regular', 'repurchase-10'],
    ['often', 'repurchase-20'],
    ['rich', 'repurchase-30'],
  ] as const)('%s: the discount is personal', (name, batch) => {
    expect(world.couponsOf(people[name])[0]).toBe(batch)
  })

  it('who has not ordered by the day after becomes a task for sales', async () => {
    expect(world.tasksOf(people.regular)).toMatchObject([{ title: '李子轩 到了复购日还没下单' }])
    const created = (await world.runsOf(people.regular))[0]
    expect(created?.visits).toHaveProperty('follow-up')
  })

  it('and a week after the expected day gets a threshold coupon of limited time', async () => {
    expect(world.couponsOf(people.regular)).toEqual(['repurchase-10', 'repurchase-threshold-60'])
    expect((await world.receivedBy(people.regular)).at(-1)).toEqual({
      message: 'repurchase-offer',
      at: world.at(17, '09:00'),
    })
  })

  it('who buys is left in peace at once', async () => {
    expect(await world.wayOf(people.buyer)).toEqual(['discount', 'remind', 'due-day', 'exit:order.paid'])
    expect(world.tasksOf(people.buyer)).toEqual([])
  })

  it('an order refunded in full brings the expected day back, and no second reminder of it', async () => {
    const { traits } = (await world.customers.find(people.buyer._id)) as Customer
    expect(traits).toMatchObject({ nextOrderOn: world.at(10, '00:00'), ordersCount: 3 })
    const [only, ...more] = await world.runsOf(people.buyer)
    expect(more).toEqual([])
    // A purchase that was given back is none, and so no goal.
    expect(only?.goalMetAt).toBeUndefined()
    expect(await world.receivedBy(people.buyer)).toMatchObject([{ message: 'repurchase-reminder' }])
  })

  it('without coupons left nobody is told of one, and sales follow up all the same', async () => {
    expect(await world.receivedBy(people.none)).toMatchObject([{ message: 'repurchase-offer' }])
    expect(world.tasksOf(people.none)).toHaveLength(1)
    expect(await world.receivedBy(people.noneLater)).toMatchObject([{ message: 'repurchase-reminder' }])
  })

  it.each([
    ['once', 'no cycle'],
    ['twice', 'a cycle nobody knows yet'],
    ['unsteady', 'no steady cycle'],
  ] as const)('who bought %s has %s, and is not reminded', async (name, _has) => {
    expect(await world.runsOf(people[name])).toEqual([])
  })

  it('every way of the graph was walked', async () => {
    expect(await world.walkedWays()).toEqual(world.allWays)
  })
})
