import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { Steering } from '../definitions/journey-life.ts'
import { aMessage, email, sms } from '../outreach/testing/messages.ts'
import { explainTouch } from '../outreach/touch/explain.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const dayMs = 86_400_000

let world: JourneyWorld
let customer: Customer
beforeEach(async () => {
  world = await aJourneyWorld()
  customer = await world.aCustomer({ email: 'a@b.example' })
})
afterEach(() => world.drop())

const journey = {
  journey: 'j',
  entry: { event: 'lead.submitted' },
  steps: {
    rest: { wait: '1 day', next: 'say' },
    say: { send: { message: 'hello' }, next: 'answer' },
    answer: { waitFor: { event: 'miniprogram.entered', within: '1 day' }, yes: 'end', no: 'end' },
  },
}
const run = () => world.theRun('j', customer)
const touch = async () => world.touch(`${(await run())._id}:say:1`)
const sent = () => world.senders.sms.calls.length

/** A process in which the journey is steered as soon as a touch is reserved: before the call, after every gate. */
function struckBy(steering: Steering) {
  const { touches } = world.stores
  return world.aProcess('w2', {
    published: world.outreachSees,
    stores: {
      ...world.stores,
      touches: {
        ...touches,
        async advance(touch, changes) {
          const moved = await touches.advance(touch, changes)
          if (changes.state === 'reserved') await world.steer('j', steering)
          return moved
        },
      },
    },
  })
}

describe('a send between its gates and the call', () => {
  beforeEach(async () => {
    await world.publish(journey)
    await world.does(customer, 'lead.submitted')
    world.clock.advance(dayMs)
  })

  it.each([
    ['a minute', 60_000],
    ['days', 3 * dayMs],
  ])(
    'waits when its journey is paused for %s, and goes once as soon as it is resumed',
    async (_, pauseMs) => {
      const process = struckBy('pause')
      await process.published.refresh()
      await world.work(process.journeys)
      expect(sent()).toBe(0)
      expect(await run()).toMatchObject({ state: 'active', stepId: 'say' })
      expect(explainTouch(await touch())).toBe('等待中：流程已暂停，恢复后再发')
      world.clock.advance(pauseMs)
      await world.work()
      await world.outreach.sweep()
      expect(sent()).toBe(0)
      await world.steer('j', 'resume')
      await world.journeys.steerRuns()
      await world.work()
      expect(sent()).toBe(1)
      // An answer counts from the moment it is sent.
      await world.does(customer, 'miniprogram.entered')
      expect((await run()).state).toBe('ended')
    },
  )

  it('is not made when its journey is ended', async () => {
    const process = struckBy('end')
    await process.published.refresh()
    await world.work(process.journeys)
    await world.journeys.steerRuns()
    expect(sent()).toBe(0)
    expect(await touch()).toMatchObject({ state: 'skipped' })
    expect(explainTouch(await touch())).toBe('未发送：旅程已结束，不再需要发送')
  })
})

it('a message that failed takes no other channel while its journey is paused', async () => {
  world.say(
    aMessage({
      id: 'hello',
      purpose: 'requested',
      prefer: ['sms', 'email'],
      content: { ...sms(), ...email() },
    }),
  )
  await world.publish(journey)
  await world.does(customer, 'lead.submitted')
  world.clock.advance(dayMs)
  await world.work()
  const { _id: touchId } = await touch()
  await world.steer('j', 'pause')
  const failed = { kind: 'failed', reason: 'UNDELIVERED', unreachable: true } as const
  await world.outreach.signal({ ...failed, touchId, at: world.clock.now(), signalId: 'r' })
  world.clock.advance(dayMs)
  await world.outreach.sweep()
  expect(world.senders.email.calls).toHaveLength(0)
  await world.steer('j', 'resume')
  await world.journeys.steerRuns()
  world.clock.advance(3_600_000)
  await world.outreach.sweep()
  expect(world.senders.email.calls).toHaveLength(1)
})
