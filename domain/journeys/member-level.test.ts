import { afterEach, beforeEach, expect, it } from 'vitest'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

let world: JourneyWorld
beforeEach(async () => {
  world = await aJourneyWorld()
})
afterEach(() => world.drop())

it('a membership level that changed starts a journey, the same level told again does not, and points do not', async () => {
  const goldCard = {
    all: [
      { prop: 'trait', is: 'memberLevel' },
      { prop: 'new', is: '金卡' },
    ],
  }
  await world.publish({
    journey: 'gold',
    entry: { event: 'customer.trait_changed', where: goldCard, again: 'always' },
    steps: { say: { send: { message: 'hello' }, next: 'end' } },
  })
  const customer = await world.aCustomer()
  const told: [string, object][] = [
    ['a', { memberLevel: '银卡', points: 10 }],
    ['b', { memberLevel: '金卡', points: 20 }],
    ['c', { memberLevel: '金卡', points: 30 }],
    ['d', { memberLevel: null }],
    ['e', { memberLevel: '金卡' }],
  ]
  for (const [cause, setTraits] of told) {
    world.clock.advance(60_000)
    await world.customers.change(customer._id, { setTraits: { ...setTraits } }, cause)
  }
  expect(await world.allRuns()).toHaveLength(2)
  expect(world.texts()).toHaveLength(2)
})
