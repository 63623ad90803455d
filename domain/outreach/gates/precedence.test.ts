import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import type { Outreach, TouchRequest } from '../contract.ts'
import { aMessage, email, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'
import { claimGraceMs } from './precedence.ts'

const priorities: Record<string, number> = { first: 8, usual: 5, last: 2 }
let world: World
let customer: Customer
beforeAll(async () => {
  world = await aWorld({
    limits: { perDay: 1, perWeek: 5, spreadMs: 0 },
    precedence: { of: (id = 'usual') => priorities[id] ?? 5, lowest: () => 2 },
  })
})
afterAll(() => world.drop())
beforeEach(async () => {
  world.clock.set('2026-03-02T08:30:00+08:00')
  customer = await world.aCustomer({ email: 'wang@mail.example' })
})

const bySms = () => world.say(aMessage({ id: 'by-sms', content: sms() }))
const byEmail = () => world.say(aMessage({ id: 'by-email', content: email() }))
const nine = new Date('2026-03-02T09:00:00+08:00')

/** One of the journey `first` that waits for the hour at which SMS may be sent. */
async function waitingForNine(): Promise<TouchRequest> {
  const request = world.aRequest(customer, bySms(), { journeyId: 'first' })
  expect(await world.outreach.deliver(request)).toMatchObject({
    state: 'deferred',
    reason: 'quietHours',
    until: nine,
  })
  return request
}
const decisionsOf = async ({ touchId }: TouchRequest) =>
  (await world.stores.touches.find(touchId))?.decisions.filter(({ gate }) => gate === 'capSlot')

describe('when a cap is short', () => {
  it('a lower journey waits for the higher one, and is told which', async () => {
    const high = await waitingForNine()
    const low = world.aRequest(customer, byEmail(), { journeyId: 'last' })
    const waits = await world.outreach.deliver(low)
    expect(waits).toMatchObject({ state: 'deferred', reason: 'precedence:first' })
    expect(waits.state === 'deferred' && waits.until > nine).toBe(true)
    expect(await decisionsOf(low)).toMatchObject([
      { verdict: 'defer', inputs: { journey: 'first', priority: 8, perDay: 1, perWeek: 5 } },
    ])
    world.clock.set(nine)
    expect(await world.outreach.deliver(high)).toMatchObject({ state: 'sent' })
    world.clock.advance(60_000)
    expect(await world.outreach.deliver(low)).toEqual({ state: 'skipped', reason: 'dayCapFull' })
  })

  it('it goes as soon as the higher one does not', async () => {
    const high = await waitingForNine()
    const low = world.aRequest(customer, byEmail(), { journeyId: 'last' })
    await world.outreach.deliver(low)
    world.clock.set(nine)
    const over = await world.outreach.deliver({ ...high, stillWanted: async () => false })
    expect(over).toMatchObject({ state: 'skipped' })
    world.clock.advance(60_000)
    expect(await world.outreach.deliver(low)).toMatchObject({ state: 'sent' })
  })

  it('it goes, too, when the higher one has not come some minutes after its time', async () => {
    await waitingForNine()
    const low = world.aRequest(customer, byEmail(), { journeyId: 'last' })
    await world.outreach.deliver(low)
    world.clock.set(new Date(nine.getTime() + claimGraceMs))
    expect(await world.outreach.deliver(low)).toMatchObject({ state: 'sent' })
  })

  it('nobody waits for one as high or lower, and what was asked for waits for nobody', async () => {
    await waitingForNine()
    const asked = world.say(aMessage({ id: 'asked', purpose: 'requested', content: email() }))
    const request = world.aRequest(customer, asked, { journeyId: 'last' })
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'sent' })
    customer = await world.aCustomer({ email: 'li@mail.example' })
    const waiting = world.aRequest(customer, bySms(), { journeyId: 'last' })
    expect(await world.outreach.deliver(waiting)).toMatchObject({ state: 'deferred' })
    const equal = world.aRequest(customer, byEmail(), { journeyId: 'last' })
    expect(await world.outreach.deliver(equal)).toMatchObject({ state: 'sent' })
  })

  it('nobody waits while there is a slot for both', async () => {
    const roomy = world.newOutreach({ limits: { perDay: 2, perWeek: 5, spreadMs: 0 } })
    await waitingForNine()
    const low = world.aRequest(customer, byEmail(), { journeyId: 'last' })
    expect(await roomy.deliver(low)).toMatchObject({ state: 'sent' })
  })

  it('one that waits for another day leaves today to the others, but not the last of the week', async () => {
    const tomorrow = new Date('2026-03-03T09:00:00+08:00')
    const claim = { touch: 'later', journey: 'first', priority: 8, at: tomorrow }
    await world.stores.slots.claim(customer._id, claim, world.clock.now())
    const low = () => world.aRequest(customer, byEmail(), { journeyId: 'last' })
    const narrow = world.newOutreach({ limits: { perDay: 1, perWeek: 1, spreadMs: 0 } })
    expect(await narrow.deliver(low())).toMatchObject({ state: 'deferred', reason: 'precedence:first' })
    expect(await world.outreach.deliver(low())).toMatchObject({ state: 'sent' })
  })

  it('whoever races: the higher one that waits gets its slot, unless a lower had it before', async () => {
    for (let round = 0; round < 12; round++) {
      world.clock.set('2026-03-02T08:30:00+08:00')
      customer = await world.aCustomer({ email: `racer${round}@mail.example` })
      const high = world.aRequest(customer, bySms(), { journeyId: 'first' })
      const lows = Array.from({ length: 4 }, () =>
        world.aRequest(customer, byEmail(), { journeyId: round % 2 ? 'last' : 'usual' }),
      )
      const deliver = (request: TouchRequest): ReturnType<Outreach['deliver']> =>
        world.newOutreach().deliver(request)
      const all = round % 3 ? [high, ...lows] : [...lows, high]
      const early = await Promise.all(all.map(deliver))
      const lowSent = early.filter(({ state }) => state === 'sent').length
      world.clock.set(nine)
      const late = await Promise.all([...lows, high].map(deliver))
      const sentInAll = late.filter(({ state }) => state === 'sent').length
      expect(sentInAll).toBe(1)
      expect(late.at(-1)?.state).toBe(lowSent === 0 ? 'sent' : 'skipped')
    }
  })
})
