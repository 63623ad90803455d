import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { aMessage, email, sms, subscription, welcome } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'

let world: World

beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => world.clock.set('2026-03-02T10:00:00+08:00'))

const lost = { kind: 'unknown', code: 'ECONNRESET' } as const

/** A worker that dies inside the provider call: the call never comes back to it. */
async function dieDuringCall(request: Parameters<World['outreach']['deliver']>[0], received: boolean) {
  const died = new Promise<void>((resolve) => {
    world.senders.sms.during = async () => {
      resolve()
      await new Promise(() => {})
    }
  })
  void world.newOutreach().deliver(request)
  await died
  world.senders.sms.during = async () => {}
  const call = world.senders.sms.calls.at(-1)
  if (received && call) world.senders.sms.received.push(call)
}

describe('a worker that died between call and record', () => {
  it('is not disturbed before its lease is over', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message)
    await dieDuringCall(request, true)
    const calls = world.senders.sms.calls.length
    expect(await world.outreach.deliver(request)).toEqual({
      state: 'deferred',
      until: new Date('2026-03-02T10:01:00+08:00'),
      reason: 'inFlight',
    })
    expect(world.senders.sms.asked).not.toContain(`${request.touchId}#1`)
    expect(world.senders.sms.calls).toHaveLength(calls)
  })

  it('leaves a message that the provider knows: it is recorded, not sent again', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const request = world.aRequest(customer, message)
    await dieDuringCall(request, true)
    const calls = world.senders.sms.calls.length
    world.clock.advance(60_000)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    expect(world.senders.sms.calls).toHaveLength(calls)
    expect(
      world.eventsNamed('message.sent').filter((event) => event.customerId === customer._id),
    ).toHaveLength(1)
  })

  it('leaves one the provider never got: it is sent once, however many workers find it', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message)
    await dieDuringCall(request, false)
    const calls = world.senders.sms.calls.length
    world.clock.advance(60_000)
    await Promise.all(Array.from({ length: 32 }, () => world.newOutreach().deliver(request)))
    expect(world.senders.sms.calls.slice(calls).map(({ ref }) => ref)).toEqual([`${request.touchId}#2`])
    expect((await world.touch(request.touchId)).attempts.at(-1)?.possibleDuplicate).toBeUndefined()
  })

  it('asks about the very address it wrote to: another phone since then proves nothing', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const request = world.aRequest(customer, message)
    await dieDuringCall(request, true)
    await world.customers.change(customer._id, { setProfile: { phone: '+8613999999999' } }, 'new-phone')
    const calls = world.senders.sms.calls.length
    world.clock.advance(60_000)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'unknown', channel: 'sms' })
    expect(world.senders.sms.calls).toHaveLength(calls)
  })
})

describe('a worker that died between reserving and the call', () => {
  it('is replaced after five seconds: nobody can have called yet', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const request = world.aRequest(customer, message)
    const { touches } = world.stores
    const dying = world.newOutreach({
      stores: {
        ...world.stores,
        touches: {
          ...touches,
          advance: async (touch, changes) => {
            if (changes.state === 'sending') throw new Error('died')
            return touches.advance(touch, changes)
          },
        },
      },
    })
    await expect(dying.deliver(request)).rejects.toThrow('died')
    const calls = world.senders.sms.calls.length

    world.clock.advance(4_999)
    expect(await world.outreach.deliver(request)).toEqual({
      state: 'deferred',
      until: new Date('2026-03-02T10:00:05+08:00'),
      reason: 'inFlight',
    })
    world.clock.advance(1)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    expect(world.senders.sms.calls).toHaveLength(calls + 1)
    expect(await world.slots(customer)).toHaveLength(1)
  })
})

describe('a lost answer to marketing', () => {
  it('stays unknown and is never sent again, nor on another channel', async () => {
    const message = world.say(aMessage({ prefer: ['sms', 'email'], content: { ...sms(), ...email() } }))
    const customer = await world.aCustomer({ email: 'a@b.example' })
    const request = world.aRequest(customer, message)
    const calls = world.senders.sms.calls.length
    const mails = world.senders.email.calls.length
    world.senders.sms.answer(lost)
    world.senders.sms.willFind({ kind: 'cannotTell' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'unknown', channel: 'sms' })
    world.clock.advance(3_600_000)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'unknown', channel: 'sms' })
    expect(world.senders.sms.calls).toHaveLength(calls + 1)
    expect(world.senders.email.calls).toHaveLength(mails)
    expect((await world.touch(request.touchId)).decisions.filter(({ final }) => final)).toMatchObject([
      { verdict: 'unknown', reason: 'answerLost' },
    ])
    expect(await world.slots(customer)).toHaveLength(1)
  })

  it('is sent when the provider says, a lease later, that it never got it', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message)
    world.senders.sms.answer(lost)
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'deferred', reason: 'inFlight' })
    world.clock.advance(60_000)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
  })

  it('uses up the subscription credit, since it may have been used', async () => {
    const message = world.say(aMessage({ content: subscription() }))
    const customer = await world.aCustomer({ openid: 'o', credits: { 'tpl-1': 3 } })
    world.senders.miniprogram.answer(lost)
    world.senders.miniprogram.willFind({ kind: 'cannotTell' })
    await world.outreach.deliver(world.aRequest(customer, message))
    expect((await world.customers.find(customer._id))?.credits).toEqual({ 'tpl-1': 2 })
  })

  it('is settled by a receipt that comes later', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const request = world.aRequest(customer, message)
    world.senders.sms.answer(lost)
    world.senders.sms.willFind({ kind: 'cannotTell' })
    await world.outreach.deliver(request)
    await world.outreach.signal({
      kind: 'delivered',
      touchId: request.touchId,
      at: world.clock.now(),
      signalId: 'r1',
    })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    const told = world.events.filter((event) => event._id.startsWith(`touch:${request.touchId}:`))
    expect(told.map(({ name }) => name)).toEqual(['message.sent', 'message.delivered'])
    expect((await world.touch(request.touchId)).decisions.filter(({ final }) => final)).toHaveLength(1)
  })
})

describe('a lost answer to what was asked for', () => {
  async function lostOrder() {
    const message = world.say(
      aMessage({ purpose: 'requested', prefer: ['sms', 'email'], content: { ...sms(), ...email() } }),
    )
    const customer = await world.aCustomer({ email: 'a@b.example' })
    const request = world.aRequest(customer, message)
    world.senders.sms.answer(lost)
    world.senders.sms.willFind({ kind: 'cannotTell' })
    const until = new Date(world.clock.now().getTime() + 600_000)
    expect(await world.outreach.deliver(request)).toEqual({
      state: 'deferred',
      until,
      reason: 'awaitingReceipt',
    })
    return {
      request,
      customer,
      calls: world.senders.sms.calls.length,
      mails: world.senders.email.calls.length,
    }
  }

  it('waits ten minutes, then it is sent once more, marked as a possible duplicate', async () => {
    const { request, calls } = await lostOrder()
    world.clock.advance(599_000)
    expect(await world.outreach.deliver(request)).toMatchObject({ reason: 'awaitingReceipt' })
    world.clock.advance(1_000)
    world.senders.sms.willFind({ kind: 'cannotTell' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    expect(world.senders.sms.calls).toHaveLength(calls + 1)
    expect((await world.touch(request.touchId)).attempts).toMatchObject([
      { outcome: 'unknown' },
      { outcome: 'sent', possibleDuplicate: true },
    ])
  })

  it('is not sent again when the provider can tell by then that it was', async () => {
    const { request, calls } = await lostOrder()
    world.clock.advance(600_000)
    world.senders.sms.willFind({ kind: 'sent', providerId: 'late' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    expect(world.senders.sms.calls).toHaveLength(calls)
  })

  it('is not sent again when a receipt came in time', async () => {
    const { request, calls } = await lostOrder()
    await world.outreach.signal({
      kind: 'delivered',
      touchId: request.touchId,
      at: world.clock.now(),
      signalId: 'r',
    })
    world.clock.advance(600_000)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    expect(world.senders.sms.calls).toHaveLength(calls)
  })

  it('ends unknown after a second lost answer, without a third call and without another channel', async () => {
    const { request, calls, mails } = await lostOrder()
    world.clock.advance(600_000)
    world.senders.sms.answer(lost)
    world.senders.sms.willFind({ kind: 'cannotTell' }, { kind: 'cannotTell' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'unknown', channel: 'sms' })
    world.clock.advance(600_000)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'unknown', channel: 'sms' })
    expect(world.senders.sms.calls).toHaveLength(calls + 1)
    expect(world.senders.email.calls).toHaveLength(mails)
  })

  it('does not fall back when the second call is refused: the first may have arrived', async () => {
    const { request, mails } = await lostOrder()
    world.clock.advance(600_000)
    world.senders.sms.answer({ kind: 'refused', reason: 'quota', code: 'x' })
    world.senders.sms.willFind({ kind: 'cannotTell' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'unknown', channel: 'sms' })
    expect(world.senders.email.calls).toHaveLength(mails)
  })

  it('does not move to another channel when its own has closed meanwhile', async () => {
    const { request, customer, mails } = await lostOrder()
    await world.customers.change(customer._id, { setReach: { sms: { state: 'unreachable' } } }, 'closed')
    world.clock.advance(600_000)
    world.senders.sms.willFind({ kind: 'cannotTell' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'unknown', channel: 'sms' })
    expect(world.senders.email.calls).toHaveLength(mails)
    expect((await world.touch(request.touchId)).decisions.filter(({ final }) => final)).toHaveLength(1)
  })

  it('falls back once a receipt proves that it failed', async () => {
    const { request, mails } = await lostOrder()
    await world.outreach.signal({
      kind: 'failed',
      touchId: request.touchId,
      at: world.clock.now(),
      signalId: 'f',
      reason: 'UNDELIV',
      unreachable: false,
    })
    expect(world.senders.email.calls).toHaveLength(mails + 1)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'email' })
  })
})

describe('a lost subscription message that was asked for', () => {
  let people = 0
  const credits = async ({ _id }: Customer) => (await world.customers.find(_id))?.credits['tpl-1']

  async function lostOnce(more: { credits: number; purpose?: 'requested' | 'marketing' }) {
    const { purpose = 'requested' } = more
    const message = world.say(aMessage({ purpose, content: { ...subscription(), ...sms() } }))
    people += 1
    const customer = await world.aCustomer({ openid: `o-lost-${people}`, credits: { 'tpl-1': more.credits } })
    const request = world.aRequest(customer, message)
    const calls = world.senders.miniprogram.calls.length
    world.senders.miniprogram.answer(lost)
    world.senders.miniprogram.willFind({ kind: 'cannotTell' }, { kind: 'cannotTell' }, { kind: 'cannotTell' })
    await world.outreach.deliver(request)
    world.clock.advance(600_000)
    return { request, customer, tried: () => world.senders.miniprogram.calls.length - calls }
  }

  it('is sent once more on the credit it has paid with, though that was the last', async () => {
    const { request, customer, tried } = await lostOnce({ credits: 1 })
    expect(await credits(customer)).toBe(0)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'miniprogram' })
    expect([tried(), await credits(customer)]).toEqual([2, 0])
  })

  it('spends one credit however often it is tried', async () => {
    const { request, customer, tried } = await lostOnce({ credits: 3 })
    world.senders.miniprogram.answer(lost)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'unknown', channel: 'miniprogram' })
    expect([tried(), await credits(customer)]).toEqual([2, 2])
  })

  it('stays unknown when the platform says that the credit is gone: the first may have used it', async () => {
    const { request, tried } = await lostOnce({ credits: 1 })
    world.senders.miniprogram.answer({ kind: 'refused', reason: 'noCredit', code: '43101' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'unknown', channel: 'miniprogram' })
    world.clock.advance(600_000)
    await world.outreach.deliver(request)
    expect(tried()).toBe(2)
  })

  it('(marketing is not sent again at all)', async () => {
    const { request, tried } = await lostOnce({ credits: 1, purpose: 'marketing' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'unknown', channel: 'miniprogram' })
    expect(tried()).toBe(1)
  })
})

describe('a lost e-mail that was asked for', () => {
  async function sentTwice({ movedTo }: { movedTo?: string } = {}) {
    const message = world.say(
      aMessage({ purpose: 'requested', prefer: ['email', 'sms'], content: { ...email(), ...sms() } }),
    )
    const customer = await world.aCustomer({ email: 'a@b.example' })
    const request = world.aRequest(customer, message)
    const calls = world.senders.email.calls.length
    world.senders.email.answer(lost)
    world.senders.email.willFind({ kind: 'cannotTell' }, { kind: 'cannotTell' })
    await world.outreach.deliver(request)
    if (movedTo) await world.customers.change(customer._id, { setProfile: { email: movedTo } }, 'moved')
    world.clock.advance(600_000)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'email' })
    return { request, tries: world.senders.email.calls.slice(calls) }
  }
  const bounce = (touchId: string, n: number, unreachable = true) =>
    world.outreach.signal({
      kind: 'failed',
      touchId,
      at: world.clock.now(),
      signalId: `bounce:${n}`,
      reason: '550',
      unreachable,
      ref: `${touchId}#${n}`,
    })

  it('names the one it repeats, so that it goes out as the same message', async () => {
    const { request, tries } = await sentTwice()
    expect(tries.map(({ ref, repeats }) => [ref, repeats])).toEqual([
      [`${request.touchId}#1`, undefined],
      [`${request.touchId}#2`, `${request.touchId}#1`],
    ])
  })

  it('repeats nothing when it goes to another mailbox', async () => {
    const { tries } = await sentTwice({ movedTo: 'c@d.example' })
    expect(tries.map(({ repeats }) => repeats)).toEqual([undefined, undefined])
  })

  it('bounces as one message, under the name of the first, and falls back', async () => {
    const { request } = await sentTwice()
    await bounce(request.touchId, 1)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
  })

  it('bounces as one message under the name of the second, too, when the mailbox is not there', async () => {
    const { request } = await sentTwice()
    await bounce(request.touchId, 2)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
  })

  it('is left open where the second alone was refused: the first may have arrived', async () => {
    const { request } = await sentTwice()
    await bounce(request.touchId, 2, false)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'email' })
  })

  it('(sent to another mailbox, it does not bounce with the first)', async () => {
    const { request } = await sentTwice({ movedTo: 'c@d.example' })
    await bounce(request.touchId, 1)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'email' })
  })
})

describe('a worker that died after the record', () => {
  it('leaves its events to whoever asks next, or to the sweep', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const request = world.aRequest(customer, message)
    const broken = world.newOutreach({
      customers: { ...world.customers, hear: () => Promise.reject(new Error('killed')) },
    })
    await expect(broken.deliver(request)).rejects.toThrow('killed')
    expect(await world.touch(request.touchId)).toMatchObject({ state: 'sent' })
    world.clock.advance(30_000)
    expect(await world.outreach.sweep()).toBeGreaterThanOrEqual(1)
    expect(
      world.eventsNamed('message.sent').filter((event) => event.customerId === customer._id),
    ).toHaveLength(1)
    expect((await world.touch(request.touchId)).effects).toEqual([])
  })
})

describe('a touch whose run stopped asking', () => {
  async function anAbandonedTouch() {
    world.clock.set('2026-03-02T22:30:00+08:00')
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message, { runId: 'r' })
    const waiting = await world.outreach.deliver(request)
    if (waiting.state !== 'deferred') throw new Error(waiting.state)
    return { touchId: request.touchId, until: waiting.until }
  }

  it('is closed with the reason when the run was ended', async () => {
    const { touchId, until } = await anAbandonedTouch()
    const outreach = world.newOutreach({ stillWanted: async () => false })
    world.clock.set(new Date(until.getTime() + 599_000))
    await outreach.sweep()
    expect((await world.touch(touchId)).state).toBe('deferred')
    world.clock.advance(1_000)
    await outreach.sweep()
    const touch = await world.touch(touchId)
    expect(touch.state).toBe('skipped')
    expect(touch.decisions.filter(({ final }) => final)).toMatchObject([{ reason: 'journeyEnded' }])
  })

  it('is sent when the run still wants it', async () => {
    const { touchId, until } = await anAbandonedTouch()
    world.clock.set(new Date(until.getTime() + 600_000))
    await world.outreach.sweep()
    expect((await world.touch(touchId)).state).toBe('sent')
  })
})

describe('a welcome that the last release recorded as wecom', () => {
  it('whose answer was lost ends as unknown: nothing of it is sent again, by welcome or group-send', async () => {
    const message = world.say(aMessage({ purpose: 'requested', content: welcome() }))
    const request = world.aRequest(await world.aCustomer({ friend: true }), message)
    const at = world.clock.now()
    const attempt = { ref: `${request.touchId}#1`, channel: 'wecom', at, address: 'digest' } as const
    await world.aStoredTouch(request, { state: 'sending', channel: 'wecom', attempts: [attempt] })
    const calls = world.senders.welcome.calls.length

    world.clock.advance(60_000)
    expect(await world.outreach.deliver(request)).toMatchObject({ reason: 'awaitingReceipt' })
    world.clock.advance(600_000)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'unknown', channel: 'wecom' })
    expect(world.senders.welcome.calls).toHaveLength(calls)
  })

  it('and that had not been called yet goes out with its code', async () => {
    const message = world.say(aMessage({ purpose: 'requested', content: welcome() }))
    const request = world.aRequest(await world.aCustomer({ friend: true }), message, {
      channels: ['welcome'],
      welcomeCode: 'w-old',
    })
    await world.aStoredTouch(request, {
      state: 'reserved',
      channel: 'wecom',
      reservedAt: new Date(world.clock.now().getTime() - 5_000),
      plan: { channels: ['wecom'] },
    })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'welcome' })
  })
})
