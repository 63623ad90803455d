import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Touch } from '../../../models/touch.ts'
import type { TouchRequest, TouchSignal } from '../contract.ts'
import { aMessage, email, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'

let world: World

beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => world.clock.set('2026-03-02T10:00:00+08:00'))

async function aSentSms(more: Partial<TouchRequest> = {}) {
  const message = world.say(aMessage({ prefer: ['sms'], content: sms() }))
  const customer = await world.aCustomer()
  const request = world.aRequest(customer, message, more)
  await world.outreach.deliver(request)
  return { request, customer, touchId: request.touchId }
}

const told = (touchId: string) =>
  world.events.filter((event) => event._id.startsWith(`touch:${touchId}:`)).map(({ name }) => name)

describe('signals', () => {
  it('count once per signal id', async () => {
    const { touchId } = await aSentSms()
    const signal: TouchSignal = { kind: 'replied', touchId, at: world.clock.now(), signalId: 'up-1' }
    await Promise.all([world.outreach.signal(signal), world.outreach.signal(signal)])
    await world.outreach.signal(signal)
    expect(told(touchId)).toEqual(['message.sent', 'message.replied'])
  })

  it('only take a touch forward, whatever the order they come in', async () => {
    const { touchId } = await aSentSms()
    const at = world.clock.now()
    const states: Touch['state'][] = []
    for (const signal of [
      { kind: 'clicked', link: 'link', signalId: '1' },
      { kind: 'delivered', signalId: '2' },
      { kind: 'replied', signalId: '3' },
      { kind: 'opened', signalId: '4' },
    ] as const) {
      await world.outreach.signal({ ...signal, touchId, at })
      states.push((await world.touch(touchId)).state)
    }
    expect(states).toEqual(['clicked', 'clicked', 'replied', 'replied'])
    expect(told(touchId)).toEqual([
      'message.sent',
      'message.clicked',
      'message.delivered',
      'message.replied',
      'message.opened',
    ])
  })

  it('carry touch, message, channel, journey, step and link to whoever listens', async () => {
    const { touchId, customer } = await aSentSms({ journeyId: 'j', stepId: 's' })
    await world.outreach.signal({
      kind: 'clicked',
      touchId,
      at: world.clock.now(),
      signalId: 'c',
      link: 'download',
    })
    const event = world.eventsNamed('message.clicked').find(({ customerId }) => customerId === customer._id)
    expect(event?.props).toMatchObject({
      touchId,
      messageId: 'm',
      channel: 'sms',
      journeyId: 'j',
      stepId: 's',
      link: 'download',
    })
    expect((await world.customers.find(customer._id))?.engagedAt.sms).toEqual(world.clock.now())
  })

  it('about a message that is not ours are noted and change nothing', async () => {
    const signal: TouchSignal = { kind: 'delivered', touchId: 'other', at: world.clock.now(), signalId: 'x' }
    await expect(world.outreach.signal(signal)).resolves.toBeUndefined()
  })

  it('may overtake the answer of the call itself', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message)
    const { touchId } = request
    world.senders.sms.during = async () => {
      await world.outreach.signal({ kind: 'delivered', touchId, at: world.clock.now(), signalId: 'early' })
    }
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    world.senders.sms.during = async () => {}
    expect((await world.touch(touchId)).state).toBe('delivered')
    expect(told(touchId)).toEqual(['message.sent', 'message.delivered'])
  })
})

describe('a failed receipt', () => {
  const failed = (
    touchId: string,
    more: Partial<Extract<TouchSignal, { kind: 'failed' }>> = {},
  ): TouchSignal => ({
    kind: 'failed',
    touchId,
    at: world.clock.now(),
    signalId: 'f1',
    reason: 'MOBILE_NOT_ON_SERVICE',
    unreachable: true,
    ...more,
  })

  it('marks the customer unreachable, tells it, and goes to the next channel on the same slot', async () => {
    const message = world.say(aMessage({ prefer: ['sms', 'email'], content: { ...sms(), ...email() } }))
    const customer = await world.aCustomer({ email: 'a@b.example' })
    const request = world.aRequest(customer, message)
    await world.outreach.deliver(request)
    const [slot] = await world.slots(customer)
    await world.outreach.signal(failed(request.touchId))
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'email' })
    expect((await world.customers.find(customer._id))?.reach.sms?.state).toBe('unreachable')
    expect(told(request.touchId)).toEqual(['message.sent', 'message.failed', 'message.sent'])
    expect(await world.slots(customer)).toEqual([{ ...slot, channel: 'email' }])
  })

  it('ends the touch when there is no other channel, telling the failure once and freeing the slot', async () => {
    const { touchId, customer, request } = await aSentSms()
    await world.outreach.signal(failed(touchId))
    expect(await world.outreach.deliver(request)).toEqual({
      state: 'failed',
      reason: 'MOBILE_NOT_ON_SERVICE',
    })
    expect(told(touchId)).toEqual(['message.sent', 'message.failed'])
    expect(await world.slots(customer)).toEqual([])
    expect((await world.touch(touchId)).decisions.filter(({ final }) => final)).toHaveLength(1)
  })

  it('changes nothing once the message is known to have arrived', async () => {
    const { touchId, customer } = await aSentSms()
    await world.outreach.signal({ kind: 'delivered', touchId, at: world.clock.now(), signalId: 'd' })
    await world.outreach.signal(failed(touchId))
    expect((await world.touch(touchId)).state).toBe('delivered')
    expect((await world.customers.find(customer._id))?.reach.sms).toBeUndefined()
  })

  it('at night lets the fallback wait, and the sweep sends it in the morning though nobody asks any more', async () => {
    world.clock.set('2026-03-02T19:59:00+08:00')
    const message = world.say(aMessage({ prefer: ['email', 'sms'], content: { ...sms(), ...email() } }))
    const customer = await world.aCustomer({ email: 'a@b.example' })
    const request = world.aRequest(customer, message)
    await world.outreach.deliver(request)
    world.clock.set('2026-03-02T21:00:00+08:00')
    await world.outreach.signal(failed(request.touchId))
    expect((await world.touch(request.touchId)).state).toBe('deferred')
    await world.outreach.sweep()
    expect((await world.touch(request.touchId)).state).toBe('deferred')
    world.clock.set('2026-03-03T09:31:00+08:00')
    await world.outreach.sweep()
    expect(await world.touch(request.touchId)).toMatchObject({ state: 'sent', channel: 'sms' })
    // On the later day the message counts anew, and only there.
    expect(await world.slots(customer)).toEqual([
      { touch: request.touchId, at: world.clock.now(), channel: 'sms' },
    ])
  })

  it('is not followed by a fallback when the journey no longer wants it', async () => {
    const message = world.say(aMessage({ prefer: ['sms', 'email'], content: { ...sms(), ...email() } }))
    const request = world.aRequest(await world.aCustomer({ email: 'a@b.example' }), message)
    const outreach = world.newOutreach({ stillWanted: async () => false })
    await outreach.deliver(request)
    await outreach.signal(failed(request.touchId))
    expect(await outreach.deliver(request)).toEqual({ state: 'skipped', reason: 'journeyEnded' })
  })
})
