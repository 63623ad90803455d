import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aScenario, type Scenario } from '../testing/scenario-world.ts'

let world: Scenario

const pay = (customer: Customer, orderId: string, amountFen: number, at?: Date) =>
  world.does(customer, 'order.paid', { orderId, amountFen }, { id: `paid:${orderId}`, ...(at && { at }) })
const clicks = async (customer: Customer, stepId: string) => {
  const [run] = await world.runsOf(customer)
  await world.does(customer, 'message.clicked', { touchId: `${run?._id}:${stepId}:1`, channel: 'sms' })
}

describe('M11 高价值: more than 5,000 yuan within a year', () => {
  const people = {} as Record<'reader' | 'silent' | 'just', Customer>
  beforeAll(async () => {
    world = await aScenario('high-value-care')
    for (const name of ['reader', 'silent', 'just'] as const) {
      people[name] = await world.aCustomer({ nickname: '王思雨' })
      await pay(people[name], name, name === 'just' ? 500_000 : 500_001)
    }
    await world.moveTo(world.at(4, '10:00'))
    await clicks(people.reader, 'premium')
    await world.moveTo(world.at(14, '10:00'))
  })
  afterAll(() => world.drop())

  it('their adviser is asked to call first, and three days later premium products are recommended', async () => {
    expect(world.tasksOf(people.silent)).toMatchObject([
      { title: '王思雨 成为高价值会员，请作为专属顾问联系' },
    ])
    expect(await world.receivedBy(people.silent)).toMatchObject([
      { message: 'premium-products', at: world.at(3, '09:00') },
    ])
    expect(await world.wayOf(people.silent)).toEqual([
      'adviser',
      'a-few-days',
      'premium',
      'interested',
      'completed',
    ])
  })

  it('who looks at them is handed to the adviser once more', async () => {
    expect(world.tasksOf(people.reader).map(({ title }) => title)).toEqual([
      '王思雨 成为高价值会员，请作为专属顾问联系',
      '王思雨 看了臻选新品',
    ])
  })

  it('exactly 5,000 yuan is not more', async () => {
    expect(await world.runsOf(people.just)).toEqual([])
  })

  it('every way of the graph was walked', async () => {
    expect(await world.walkedWays()).toEqual(world.allWays)
  })
})

describe('M11 潜力: one to three purchases', () => {
  const people = {} as Record<'active' | 'silent' | 'first' | 'fourth', Customer>
  const before = { first: [], active: [60], silent: [60], fourth: [90, 60, 30] }
  beforeAll(async () => {
    world = await aScenario('growth-care')
    for (const name of ['active', 'silent', 'first', 'fourth'] as const) {
      people[name] = await world.aCustomer()
      for (const days of before[name])
        await pay(people[name], `${name}-${days}`, 19_900, world.at(-days, '10:00'))
      await pay(people[name], name, 19_900)
    }
    await world.moveTo(world.at(8, '10:00'))
    await pay(people.active, 'again', 19_900)
    await world.moveTo(world.at(30, '10:00'))
  })
  afterAll(() => world.drop())

  it('from the second purchase on get a growth coupon three days later', async () => {
    expect(world.couponsOf(people.silent)).toEqual(['growth-25'])
    expect((await world.receivedBy(people.silent))[0]).toMatchObject({
      message: 'growth-benefit',
      at: world.at(3, '09:00'),
    })
  })

  it('who buys within two weeks is marked active and left in peace', async () => {
    expect(await world.tagsOf(people.active)).toContain('成长活跃')
    expect((await world.receivedBy(people.active)).map(({ message }) => message)).toEqual(['growth-benefit'])
  })

  it('who does not gets the incentive', async () => {
    expect((await world.receivedBy(people.silent))[1]).toMatchObject({
      message: 'repurchase-incentive',
      at: world.at(17, '09:00'),
    })
  })

  it.each(['first', 'fourth'] as const)('the %s purchase is no matter of this journey', async (name) => {
    expect(await world.runsOf(people[name])).toEqual([])
  })

  it('every way of the graph was walked', async () => {
    expect(await world.walkedWays()).toEqual(world.allWays)
  })
})
