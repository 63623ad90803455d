import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { Touch } from '../../models/touch.ts'
import { commandsDuring } from '../../test/testing/store-commands.ts'
import { aMessage, sms } from '../outreach/testing/messages.ts'
import { aJourneyWorld, type JourneyWorld } from './testing/world.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

let world: JourneyWorld
let customer: Customer
beforeEach(async () => {
  world = await aJourneyWorld()
  customer = await world.aCustomer()
  world.say(aMessage({ id: 'ad', content: sms() }))
  await world.publish(journey)
})
afterEach(() => world.drop())

const journey = {
  journey: 'j',
  entry: { event: 'lead.submitted' },
  exit: [{ event: 'order.refunded' }],
  goal: { event: 'order.paid', within: '90 days' },
  steps: {
    ask: { send: { message: 'hello' }, next: 'rest' },
    rest: { wait: '1 day', next: 'say' },
    say: { send: { message: 'ad' }, next: 'answer' },
    answer: { waitFor: { event: 'miniprogram.entered', within: '2 days' }, yes: 'again', no: 'end' },
    again: { send: { message: 'again' }, next: 'end' },
  },
}
const run = (of = customer) => world.theRun('j', of)
const touch = async () => world.touch(`${(await run())._id}:say:1`)
const adsTo = async (of = customer) => {
  const { _id } = await run(of)
  return world.senders.sms.calls.filter(({ ref }) => ref.startsWith(`${_id}:say:`)).length
}
type Process = Pick<JourneyWorld, 'journeys' | 'outreach'>
/** Time goes by, and this process sweeps and does what is due. */
async function pass(ms: number, by: Process = world): Promise<void> {
  world.clock.advance(ms)
  await by.outreach.sweep()
  await world.work(by.journeys)
}
async function begin(): Promise<void> {
  await world.does(customer, 'lead.submitted')
}

describe('while all marketing is held', () => {
  it('what was asked for is sent, and who comes to marketing stays at its step', async () => {
    await world.marketing('hold')
    await begin()
    await pass(dayMs)
    await pass(dayMs)
    expect(world.senders.sms.calls).toHaveLength(1)
    expect(await run()).toMatchObject({ state: 'active', stepId: 'say', visit: 1, failures: 0 })
    expect(await touch()).toMatchObject({ state: 'deferred' })
    // Nobody is held for want of anything, and nothing of it needs a person.
    expect(await world.journeys.held()).toEqual([])
    expect(await world.journeys.audit()).toEqual({ stuck: [], repaired: 0 })
  })

  it('exits end and goals count, and what was held is closed with the reason', async () => {
    await world.marketing('hold')
    await begin()
    await pass(dayMs)
    await world.does(customer, 'order.paid', { orderId: 'o1', amountFen: 100 })
    await world.does(customer, 'order.refunded')
    expect(await run()).toMatchObject({ state: 'ended', goalMetAt: world.clock.now() })
    expect(await touch()).toMatchObject({ state: 'skipped' })
    await world.marketing('release')
    await pass(minuteMs)
    expect(await adsTo()).toBe(0)
  })

  it('nobody held is looked at: not by the jobs, not by a sweep', async () => {
    await world.marketing('hold')
    await begin()
    await pass(dayMs)
    const before = [await run(), await touch()]
    for (let day = 0; day < 20; day += 1) {
      world.clock.advance(dayMs)
      expect(await world.journeys.dueSteps(world.clock.now())).toEqual([])
      expect(await world.outreach.sweep()).toBe(0)
    }
    expect([await run(), await touch()]).toEqual(before)
    const commands = await commandsDuring(world.connection, () => world.outreach.sweep())
    expect(commands).toEqual(['find touches'])
  })
})

describe('after the release', () => {
  it('everybody goes on within a minute, once each, and an answer from then on counts', async () => {
    const others = await world.crowd(12)
    await world.marketing('hold')
    for (const one of [customer, ...others]) await world.does(one, 'lead.submitted')
    await pass(dayMs)
    await world.marketing('release')
    await pass(0)
    await pass(minuteMs)
    for (const one of [customer, ...others]) {
      expect(await adsTo(one)).toBe(1)
      expect(await run(one)).toMatchObject({ stepId: 'answer' })
    }
    await world.does(customer, 'miniprogram.entered')
    expect(await run()).toMatchObject({ state: 'ended', stepId: 'again' })
    await pass(dayMs)
    expect(await adsTo()).toBe(1)
  })

  it('all gates are asked anew: who refused meanwhile gets nothing', async () => {
    await world.marketing('hold')
    await begin()
    await pass(dayMs)
    const refusal = { setConsent: { sms: { state: 'refused', source: 'test' } } } as const
    await world.customers.change(customer._id, refusal, 'refusal')
    await world.marketing('release')
    await pass(0)
    await pass(minuteMs)
    expect(await adsTo()).toBe(0)
    expect(await touch()).toMatchObject({ state: 'skipped' })
    expect((await run()).stepId).toBe('answer')
  })

  it('a hold that comes back before somebody had their turn holds them again', async () => {
    await world.marketing('hold')
    await begin()
    await pass(dayMs)
    await world.marketing('release')
    await world.outreach.sweep()
    await world.marketing('hold')
    await pass(minuteMs)
    expect(await adsTo()).toBe(0)
    await world.marketing('release')
    await pass(0)
    await pass(minuteMs)
    expect(await adsTo()).toBe(1)
  })

  it('somebody on a paused journey stays where they are until it is resumed', async () => {
    await world.marketing('hold')
    await begin()
    await pass(dayMs)
    await world.steer('j', 'pause')
    await world.marketing('release')
    await pass(0)
    await pass(minuteMs)
    expect(await adsTo()).toBe(0)
    await world.steer('j', 'resume')
    await world.journeys.steerRuns()
    await pass(0)
    expect(await adsTo()).toBe(1)
  })

  it('whoever was in the middle of being put off is not forgotten', async () => {
    await world.marketing('hold')
    await begin()
    world.clock.advance(dayMs)
    // Released between the touch is put off and its run is given back.
    const { touches } = world.stores
    const process = world.aProcess('w2', {
      stores: {
        ...world.stores,
        touches: {
          ...touches,
          async advance(touch: Touch, changes: Parameters<typeof touches.advance>[1]) {
            const moved = await touches.advance(touch, changes)
            if (changes.heldBy) {
              await world.marketing('release')
              await world.outreach.sweep()
            }
            return moved
          },
        },
      },
    })
    await process.published.refresh()
    await world.work(process.journeys)
    await pass(0)
    await pass(minuteMs)
    expect(await adsTo()).toBe(1)
  })
})

describe('two processes', () => {
  async function two() {
    const [one, other] = [world.aProcess('w1'), world.aProcess('w2')]
    const bothSee = async () => {
      await one.published.refresh()
      await other.published.refresh()
    }
    await bothSee()
    return { one, other, bothSee }
  }

  it('hold together once both have looked, and release without doubling anything', async () => {
    const { one, other, bothSee } = await two()
    const people = [customer, ...(await world.crowd(20))]
    for (const one of people) await world.does(one, 'lead.submitted')
    await world.marketing('hold')
    await bothSee()
    world.clock.advance(dayMs)
    await Promise.all([world.work(one.journeys), world.work(other.journeys)])
    expect(world.senders.sms.calls).toHaveLength(people.length)

    await world.marketing('release')
    // One has not heard of it yet, and puts off again whom the other lets go on.
    await one.published.refresh()
    await one.outreach.sweep()
    world.clock.advance(minuteMs)
    await Promise.all([world.work(one.journeys), world.work(other.journeys)])
    await bothSee()
    for (let turn = 0; turn < 2; turn += 1) {
      await Promise.all([pass(minuteMs, one), pass(0, other)])
    }
    for (const one of people) expect(await adsTo(one)).toBe(1)
    expect(await world.connection.collection('touches').countDocuments({ heldBy: { $exists: true } })).toBe(0)
  })
})
