import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { createHolds } from './holds.ts'
import { aJourney } from './testing/definitions.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

let world: JourneyWorld
let customer: Customer
beforeEach(async () => {
  world = await aJourneyWorld()
  customer = await world.aCustomer()
})
afterEach(() => world.drop())

const journey = {
  journey: 'j',
  entry: { event: 'lead.submitted' },
  exit: [{ event: 'order.refunded' }],
  goal: { event: 'order.paid', within: '30 days' },
  steps: {
    rest: { wait: '1 hour', next: 'say' },
    say: { send: { message: 'hello' }, next: 'answer' },
    answer: { waitFor: { event: 'miniprogram.entered', within: '2 days' }, yes: 'again', no: 'end' },
    again: { send: { message: 'again' }, next: 'end' },
  },
}
const run = () => world.theRun('j', customer)
const goOn = async (ms = 3 * dayMs) => {
  world.clock.advance(ms)
  await world.work()
}

it('a retired journey lets nobody in, and those on it walk to its end', async () => {
  await world.publish(journey)
  await world.does(customer, 'lead.submitted')
  await world.retire('j')
  const other = await world.aCustomer()
  await world.does(other, 'lead.submitted')
  await expect(world.journeys.enter('j', other._id, 'hand')).rejects.toThrow('journey.not_found')
  expect(await world.allRuns()).toHaveLength(1)
  await goOn(hourMs)
  await world.does(customer, 'miniprogram.entered')
  expect(await run()).toMatchObject({ state: 'ended', stepId: 'again' })
})

describe('a message that is not there any more', () => {
  it('holds who comes to its step, lets who is elsewhere go on, and lets nobody in', async () => {
    await world.publish(journey)
    await world.does(customer, 'lead.submitted')
    const ahead = await world.aCustomer()
    await world.does(ahead, 'lead.submitted')
    await goOn(hourMs)
    expect(world.senders.sms.calls).toHaveLength(2)
    world.messages.delete('again')
    // Whatever is published next is looked at with what is there.
    await world.publish({ ...journey, journey: 'next' })
    await world.does(ahead, 'miniprogram.entered')
    await world.does(await world.aCustomer(), 'lead.submitted')
    await goOn()
    expect(await world.theRun('j', ahead)).toMatchObject({ state: 'active', stepId: 'again', failures: 0 })
    expect(await run()).toMatchObject({ state: 'ended', stepId: 'answer' })
    expect(await world.allRuns()).toHaveLength(2)
    expect(await world.journeys.held()).toMatchObject([{ stepId: 'again', why: 'no message again', runs: 1 }])
  })

  it('lets an exit end who is held there', async () => {
    await world.publish(journey)
    await world.does(customer, 'lead.submitted')
    world.messages.delete('hello')
    await goOn(hourMs)
    await world.does(customer, 'order.refunded')
    expect(await run()).toMatchObject({ state: 'ended', endReason: 'exit:order.refunded' })
  })
})

it.each([
  [{ send: { message: 'm' }, next: 'end' }, 'no message m'],
  [{ coupon: { batch: 'b' }, next: 'end' }, 'no batch b'],
  [{ branch: [{ when: { not: { segment: 's' } }, to: 'end' }, { otherwise: 'end' }] }, 'no segment s'],
  [{ waitFor: { segment: 's', within: '1 day' }, yes: 'end', no: 'end' }, 'no segment s'],
  [{ wait: '1 day', next: 'end' }, null],
])('%j, with nothing of what it needs: %s', (step, why) => {
  const holds = createHolds({ registry: { has: () => false }, headOf: () => null })
  const definition = aJourney({ journey: 'j', entry: { api: true }, steps: { a: step } })
  expect(holds.atStep(definition, 'a')).toBe(why)
  expect(holds.atEntry(definition)).toBe(why)
})

it.each([
  [{ segment: 's' }, 'no segment s'],
  [{ api: true, when: { any: [{ tag: 'VIP' }, { segment: 's' }] } }, 'no segment s'],
])('nobody enters by %j when the segment is not there', (entry, why) => {
  const holds = createHolds({ registry: { has: () => false }, headOf: () => null })
  const definition = aJourney({ journey: 'j', entry, steps: { a: { wait: '1 day', next: 'end' } } })
  expect(holds.atEntry(definition)).toBe(why)
  expect(holds.atStep(definition, 'a')).toBeNull()
})
