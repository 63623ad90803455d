import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aScenario, type Scenario } from '../testing/scenario-world.ts'

let world: Scenario
const people = {} as Record<'member' | 'stranger' | 'late', Customer>

const isMember = (customer: Customer) =>
  world.customers.change(customer._id, { addTags: [{ name: '会员', kind: 'manual' }] }, 'tag')

describe('M7: a festival broadcast from the calendar', () => {
  /** 中秋节 is 25 September in 2026 and 15 September in 2027. */
  beforeAll(async () => {
    world = await aScenario('mid-autumn')
    for (const name of ['member', 'stranger', 'late'] as const) people[name] = await world.aCustomer()
    await isMember(people.member)
    await world.moveTo(new Date('2026-09-22T10:01:00+08:00'))
    await isMember(people.late)
    await world.moveTo(new Date('2027-09-13T10:00:00+08:00'))
  })
  afterAll(() => world.drop())

  it('reaches whoever is a member by then, three days ahead, once a year', async () => {
    const greeted = (day: string) => ({ message: 'mid-autumn', at: new Date(`${day}T10:00:00+08:00`) })
    expect(await world.receivedBy(people.member)).toEqual([greeted('2026-09-22'), greeted('2027-09-12')])
    expect(await world.receivedBy(people.late)).toEqual([greeted('2027-09-12')])
    expect(await world.receivedBy(people.stranger)).toEqual([])
  })

  it('every way of the graph was walked', async () => {
    expect(await world.walkedWays()).toEqual(world.allWays)
  })
})
