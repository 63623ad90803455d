import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { localTime } from '../../local-time.ts'
import { aMessage, email, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'
import { defaultLimits } from './limits.ts'
import { reserveSlot } from './reserve-slot.ts'

let world: World

beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => world.clock.set('2026-03-02T10:00:00+08:00'))

describe('the cap', () => {
  it('lets two of 64 different messages through in a day, whoever races', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const before = world.senders.sms.calls.length
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, () => world.newOutreach().deliver(world.aRequest(customer, message))),
    )
    expect(world.senders.sms.calls.length - before).toBe(2)
    expect(outcomes.filter(({ state }) => state === 'sent')).toHaveLength(2)
    expect(
      outcomes.filter((outcome) => outcome.state === 'skipped' && outcome.reason === 'dayCapFull'),
    ).toHaveLength(62)
  })

  it('lets five through in a week that starts on Monday', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const states: string[] = []
    for (let day = 0; day < 7; day++) {
      world.clock.set(new Date(Date.parse('2026-03-02T10:00:00+08:00') + day * 86_400_000))
      for (let i = 0; i < 2; i++) {
        const outcome = await world.outreach.deliver(world.aRequest(customer, message))
        states.push(outcome.state === 'skipped' ? outcome.reason : outcome.state)
      }
    }
    expect(states.filter((state) => state === 'sent')).toHaveLength(5)
    expect(states.slice(5)).toEqual(Array(9).fill('weekCapFull'))
    world.clock.set('2026-03-09T10:00:00+08:00')
    expect(await world.outreach.deliver(world.aRequest(customer, message))).toMatchObject({ state: 'sent' })
  })

  it('waits for the opening of the next day when the step says so, after a full week for Monday', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    for (let i = 0; i < 2; i++) await world.outreach.deliver(world.aRequest(customer, message))
    const waiting = await world.outreach.deliver(
      world.aRequest(customer, message, { whenCapped: 'next day' }),
    )
    if (waiting.state !== 'deferred') throw new Error(waiting.state)
    expect(waiting.reason).toBe('dayCapFull')
    expect(localTime(waiting.until, undefined).toFormat('yyyy-MM-dd HH')).toBe('2026-03-03 09')

    world.clock.set('2026-03-03T10:00:00+08:00')
    for (let i = 0; i < 2; i++) await world.outreach.deliver(world.aRequest(customer, message))
    world.clock.set('2026-03-04T10:00:00+08:00')
    await world.outreach.deliver(world.aRequest(customer, message))
    const full = await world.outreach.deliver(world.aRequest(customer, message, { whenCapped: 'next day' }))
    if (full.state !== 'deferred') throw new Error(full.state)
    expect(full.reason).toBe('weekCapFull')
    expect(localTime(full.until, undefined).toFormat('yyyy-MM-dd HH')).toBe('2026-03-09 09')
  })

  it('never refuses what was asked for, but counts it', async () => {
    const asked = world.say(aMessage({ id: 'order', purpose: 'requested', content: sms() }))
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    for (let i = 0; i < 3; i++) {
      expect(await world.outreach.deliver(world.aRequest(customer, asked))).toMatchObject({ state: 'sent' })
    }
    expect(await world.slots(customer)).toHaveLength(3)
    expect(await world.outreach.deliver(world.aRequest(customer, message))).toEqual({
      state: 'skipped',
      reason: 'dayCapFull',
    })
  })

  it('counts days in the customer’s own zone', async () => {
    const message = world.say(aMessage({ content: email(), prefer: ['email'] }))
    const customer = await world.aCustomer({ email: 'x@y.example', timeZone: 'America/New_York' })
    // 21:30 on Sunday in New York, then 00:30 hours later it is Monday: another day and another week.
    world.clock.set('2026-03-02T02:30:00Z')
    for (let i = 0; i < 2; i++) await world.outreach.deliver(world.aRequest(customer, message))
    expect(await world.outreach.deliver(world.aRequest(customer, message))).toMatchObject({
      reason: 'dayCapFull',
    })
    world.clock.set('2026-03-02T14:00:00Z')
    expect(await world.outreach.deliver(world.aRequest(customer, message))).toMatchObject({ state: 'sent' })
  })
})

it('is given back when another worker closed the touch while this one took the slot', async () => {
  const message = world.say(aMessage({ content: sms() }))
  const customer = await world.aCustomer()
  const request = world.aRequest(customer, message)
  const slow = world.newOutreach({
    // Asked just before the slot: here the faster worker ends the touch.
    async allowance() {
      await world.outreach.deliver({ ...request, stillWanted: async () => false })
      return 0
    },
  })
  expect(await slow.deliver(request)).toEqual({ state: 'skipped', reason: 'journeyEnded' })
  expect(await world.slots(customer)).toEqual([])
})

describe('a slot and the change of day', () => {
  const request = (customerId: string, touchId: string, now: Date) => ({
    customerId,
    zone: undefined,
    touchId,
    channel: 'sms' as const,
    now,
    limits: defaultLimits,
    refusable: true,
    priority: 5,
  })

  it('is kept on the same local day and taken anew on a later one', async () => {
    const customer = await world.aCustomer()
    const evening = new Date('2026-03-02T23:50:00+08:00')
    const midnight = new Date('2026-03-03T00:05:00+08:00')
    await reserveSlot(world.stores.slots, request(customer._id, 't', new Date('2026-03-02T23:40:00+08:00')))
    await reserveSlot(world.stores.slots, request(customer._id, 't', evening))
    expect(await world.slots(customer)).toMatchObject([
      { touch: 't', at: new Date('2026-03-02T23:40:00+08:00') },
    ])
    await reserveSlot(world.stores.slots, request(customer._id, 't', midnight))
    expect(await world.slots(customer)).toMatchObject([{ touch: 't', at: midnight }])
  })

  it('stays when a slower worker still gives back the slot of yesterday', async () => {
    const customer = await world.aCustomer()
    const today = new Date('2026-03-03T00:00:00+08:00')
    const now = new Date('2026-03-03T00:05:00+08:00')
    await reserveSlot(world.stores.slots, request(customer._id, 't', now))
    await world.stores.slots.releaseOlder(customer._id, 't', today)
    expect(await world.slots(customer)).toMatchObject([{ touch: 't', at: now }])
  })

  it('does not carry a message over into a day that is full', async () => {
    const customer = await world.aCustomer()
    const { slots } = world.stores
    await reserveSlot(slots, request(customer._id, 'old', new Date('2026-03-02T23:50:00+08:00')))
    const next = new Date('2026-03-03T09:00:00+08:00')
    await reserveSlot(slots, request(customer._id, 'a', next))
    await reserveSlot(slots, request(customer._id, 'b', next))
    expect(await reserveSlot(slots, request(customer._id, 'old', next))).toEqual({
      kind: 'full',
      by: 'perDay',
      of: 'all',
    })
    expect((await world.slots(customer)).map(({ touch }) => touch).sort()).toEqual(['a', 'b'])
  })

  it('never lets a day or a week hold more than its cap, over any order of reservations', async () => {
    const start = Date.parse('2026-03-02T00:00:00+08:00')
    const step = fc.record({
      touch: fc.integer({ min: 0, max: 11 }),
      hours: fc.integer({ min: 0, max: 14 }),
      release: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 12 }), async (steps) => {
        const customer = await world.aCustomer()
        let now = start
        for (const { touch, hours, release } of steps) {
          now += hours * 3_600_000
          const at = new Date(now)
          // Two workers at once for each.
          const asks = [touch, touch + 1].map((n) =>
            reserveSlot(world.stores.slots, request(customer._id, `t${n}`, at)),
          )
          await Promise.all(asks)
          if (release) await world.stores.slots.release(customer._id, `t${touch}`)
          const held = await world.slots(customer)
          expect(new Set(held.map((slot) => slot.touch)).size).toBe(held.length)
          const perDay = count(held.map((slot) => localTime(slot.at, undefined).toISODate()))
          const perWeek = count(held.map((slot) => localTime(slot.at, undefined).toFormat('kkkk-WW')))
          expect(Math.max(0, ...perDay.values())).toBeLessThanOrEqual(2)
          expect(Math.max(0, ...perWeek.values())).toBeLessThanOrEqual(5)
        }
      }),
      { numRuns: 10 },
    )
  })

  it('takes the slot at the survivor when the customer was merged away meanwhile', async () => {
    const loser = await world.aCustomer()
    const survivor = await world.aCustomer()
    const customers = world.connection.collection<{ _id: string }>('customers')
    await customers.updateOne({ _id: loser._id }, { $set: { mergedInto: survivor._id } })
    const now = world.clock.now()
    expect(await reserveSlot(world.stores.slots, request(loser._id, 't', now))).toEqual({ kind: 'held' })
    expect(await world.slots(survivor)).toMatchObject([{ touch: 't' }])
  })

  it('takes none while a merge is under way: it could be counted at neither', async () => {
    const survivor = await world.aCustomer()
    const customers = world.connection.collection<{ _id: string }>('customers')
    await customers.updateOne({ _id: survivor._id }, { $set: { merging: ['c_other'] } })
    const now = world.clock.now()
    expect(await reserveSlot(world.stores.slots, request(survivor._id, 't', now))).toEqual({
      kind: 'merging',
    })
    expect(await world.slots(survivor)).toEqual([])
    await customers.updateOne({ _id: survivor._id }, { $set: { merging: [] } })
    expect(await reserveSlot(world.stores.slots, request(survivor._id, 't', now))).toEqual({ kind: 'held' })
  })
})

function count(keys: string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
