import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aScenario, type Scenario, together } from '../testing/scenario-world.ts'

const hour = 3_600_000

let world: Scenario
const names = ['reader', 'silent', 'buyer', 'young', 'older', 'untagged'] as const
const people = {} as Record<(typeof names)[number], Customer>

const born = (customer: Customer, at: Date) =>
  world.customers.change(customer._id, { setTraits: { babyBirthday: at } }, 'profile')
const saysStage = (customer: Customer, babyStage: string) =>
  world.customers.change(customer._id, { setTraits: { babyStage } }, 'profile')
const isParent = (customer: Customer) =>
  world.customers.change(customer._id, { addTags: [{ name: '母婴用户', kind: 'manual' }] }, 'tag')

describe('M6 母婴: tagged 母婴用户, and the baby is six months or older', () => {
  /** Day 0 09:00. Day 1: six months old, noticed on day 2 at 04:00. Day 3: one reads, one buys. */
  beforeAll(async () => {
    world = await aScenario('baby-food', 'baby-turns-six-months')
    await together(names, async (name) => {
      people[name] = await world.aCustomer()
      if (name !== 'untagged') await isParent(people[name])
      if (name === 'older') await saysStage(people[name], '六个月以上')
      else await born(people[name], world.at(name === 'young' ? -120 : -182, '10:00'))
    })
    await world.moveTo(world.at(3, '10:00'))
    const touch = `${(await world.runsOf(people.reader))[0]?._id}:recommend:1`
    await world.does(people.reader, 'message.clicked', { touchId: touch, channel: 'sms' })
    await world.does(people.buyer, 'order.paid', { orderId: 'o1', amountFen: 9_900 })
    await world.moveTo(world.at(10, '10:00'))
  })
  afterAll(() => world.drop())

  it('gets complementary food recommended when the baby turns six months, in the morning', async () => {
    const [first] = await world.receivedBy(people.silent)
    expect(first).toEqual({ message: 'complementary-food', at: world.at(2, '09:00') })
  })

  it('who is older already gets it with the tag', async () => {
    expect((await world.receivedBy(people.older))[0]?.at.getTime()).toBeLessThan(
      world.at(0, '10:00').getTime(),
    )
  })

  it('not clicked within 48 hours: gets the screenshot of reviews, at once', async () => {
    const [first, second, ...more] = await world.receivedBy(people.silent)
    expect(more).toEqual([])
    expect(second?.message).toBe('baby-reviews')
    expect(second?.at.getTime()).toBe((first?.at.getTime() ?? 0) + 48 * hour)
  })

  it('clicked: gets no second message and is known to be interested', async () => {
    expect((await world.receivedBy(people.reader)).map(({ message }) => message)).toEqual([
      'complementary-food',
    ])
    expect(await world.tagsOf(people.reader)).toContain('关注辅食')
  })

  it('bought: leaves at once, with the goal counted', async () => {
    expect(await world.wayOf(people.buyer)).toEqual(['recommend', 'clicked', 'exit:order.paid'])
    expect((await world.runsOf(people.buyer))[0]?.goalValueFen).toBe(9_900)
  })

  it.each(['young', 'untagged'] as const)('%s gets nothing', async (name) => {
    expect(await world.runsOf(people[name])).toEqual([])
  })

  it('every way of the graph was walked', async () => {
    expect(await world.walkedWays()).toEqual(world.allWays)
  })
})
