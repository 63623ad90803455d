import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { aScenario, type Scenario } from '../testing/scenario-world.ts'

let world: Scenario
let people: Record<'buyer' | 'befriends' | 'stranger' | 'deleted', Customer>

beforeAll(async () => {
  world = await aScenario('lost-friend')
  people = {
    buyer: await world.aCustomer(),
    befriends: await world.aCustomer(),
    stranger: await world.aCustomer(),
    deleted: await world.aCustomer(),
  }
  const bought = { addTags: [{ name: '已购买', kind: 'rule' as const }] }
  for (const name of ['buyer', 'befriends', 'deleted'] as const) {
    await world.customers.change(people[name]._id, bought, 'bought')
  }
  for (const name of ['buyer', 'befriends', 'stranger'] as const) {
    await world.does(people[name], 'wecom.friend_removed', { staff: 'lilei', by: 'customer' })
  }
  await world.does(people.deleted, 'wecom.friend_removed', { staff: 'lilei', by: 'staff' })
  await world.moveTo(world.at(1, '10:00'))
  await world.does(people.befriends, 'wecom.friend_added', { staff: 'lilei' })
  await world.moveTo(world.at(10, '10:00'))
})
afterAll(() => world.drop())

it('who bought and deleted their salesperson gets one SMS with a coupon, three days later', async () => {
  expect(await world.receivedBy(people.buyer)).toMatchObject([{ message: 'recall-benefit' }])
})

it.each(['befriends', 'stranger', 'deleted'] as const)('%s gets none', async (name) => {
  expect(await world.receivedBy(people[name])).toEqual([])
})
