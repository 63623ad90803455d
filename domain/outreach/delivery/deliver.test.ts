import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { commandsDuring } from '../../../test/testing/store-commands.ts'
import { aMessage, email, groupSend, popup, sms, subscription, welcome } from '../testing/messages.ts'
import { aWorld, type Wanted, type World } from '../testing/world.ts'
import { explainTouch } from '../touch/explain.ts'

let world: World

beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => world.clock.set('2026-03-02T10:00:00+08:00'))

describe('a touch that may go out', () => {
  it('is sent once, takes one slot and is told as message.sent', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const request = world.aRequest(customer, message, { journeyId: 'j', stepId: 's' })

    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })

    expect(world.senders.sms.calls).toHaveLength(1)
    expect(await world.slots(customer)).toMatchObject([{ touch: request.touchId }])
    const told = world.eventsNamed('message.sent').filter((event) => event.customerId === customer._id)
    expect(told).toMatchObject([
      {
        _id: `touch:${request.touchId}:sent`,
        props: {
          touchId: request.touchId,
          messageId: 'm',
          channel: 'sms',
          journeyId: 'j',
          stepId: 's',
          purpose: 'marketing',
        },
      },
    ])
  })

  it('is called exactly once when 64 workers ask at the same moment', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const request = world.aRequest(customer, message)
    const before = world.senders.sms.calls.length

    const outcomes = await Promise.all(Array.from({ length: 64 }, () => world.newOutreach().deliver(request)))

    expect(world.senders.sms.calls.length - before).toBe(1)
    for (const outcome of outcomes) expect(['sent', 'deferred']).toContain(outcome.state)
    expect(outcomes.some(({ state }) => state === 'sent')).toBe(true)
    expect(await world.slots(customer)).toHaveLength(1)
  })

  it('reads nothing that it has just written itself', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message)
    const all = await commandsDuring(world.connection, () => world.outreach.deliver(request))
    // One mark of the hour's figures serves all that is sent in two seconds.
    const commands = all.filter((command) => command !== 'update rollupHours')
    // Until the message is told as an event: begun, slot taken, reserved, claimed for the call, recorded.
    expect(commands.slice(0, commands.indexOf('insert events'))).toEqual([
      'find touches',
      'find customers',
      'insert touches',
      'update customers',
      'update touches',
      'update touches',
      'update touches',
    ])
    expect((await world.touch(request.touchId)).state).toBe('sent')
  })

  it('heeds what the customer refused while an earlier channel was called', async () => {
    const message = world.say(aMessage({ prefer: ['sms', 'email'], content: { ...sms(), ...email() } }))
    const customer = await world.aCustomer({ email: 'heeds@b.example' })
    const calls = world.senders.email.calls.length
    world.senders.sms.answer({ kind: 'refused', reason: 'content', code: 'no' })
    world.senders.sms.during = async () => {
      const setConsent = { email: { state: 'refused', source: 'test' } } as const
      await world.customers.change(customer._id, { setConsent }, 'meanwhile')
    }
    const outcome = await world.outreach.deliver(world.aRequest(customer, message))
    world.senders.sms.during = () => Promise.resolve()
    expect(outcome.state).toBe('failed')
    expect(world.senders.email.calls).toHaveLength(calls)
  })

  it('carries every gate it passed as a decision and ends with one final decision', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message)
    await world.outreach.deliver(request)
    const { decisions } = await world.touch(request.touchId)
    expect(decisions.map(({ gate, verdict }) => `${gate} ${verdict}`)).toEqual([
      'identity pass',
      'guardian pass',
      'individualisation pass',
      'consent pass',
      'doNotDisturb pass',
      'excluded pass',
      'holdout pass',
      'journeyActive pass',
      'marketingHeld pass',
      'content pass',
      'quietHours pass',
      'providerQuota pass',
      'capSlot pass',
      'provider sent',
    ])
    expect(decisions.filter(({ final }) => final)).toHaveLength(1)
  })

  it('spends one subscription credit in the mini-program', async () => {
    const message = world.say(aMessage({ content: subscription() }))
    const customer = await world.aCustomer({ openid: 'o1', credits: { 'tpl-1': 2 } })
    const request = world.aRequest(customer, message)
    await world.outreach.deliver(request)
    await world.outreach.deliver(request)
    expect((await world.customers.find(customer._id))?.credits).toEqual({ 'tpl-1': 1 })
  })

  it('welcomes with the one-time code, and only with it', async () => {
    const message = world.say(aMessage({ purpose: 'requested', content: welcome() }))
    const customer = await world.aCustomer()
    const without = await world.outreach.deliver(world.aRequest(customer, message))
    expect(without).toEqual({ state: 'skipped', reason: 'noWelcomeCode' })
    const withCode = await world.outreach.deliver(world.aRequest(customer, message, { welcomeCode: 'w-1' }))
    expect(withCode).toEqual({ state: 'sent', channel: 'welcome' })
    expect(world.senders.welcome.calls.at(-1)?.message.welcomeCode).toBe('w-1')
  })

  it.each([
    ['once its code is over, and nobody is called', '10:00:00', 0],
    ['when WeCom says so', '10:00:02', 1],
  ])('skips a welcome as codeExpired %s', async (_what, until, called) => {
    const message = world.say(aMessage({ purpose: 'requested', content: welcome() }))
    const calls = world.senders.welcome.calls.length
    if (called > 0) world.senders.welcome.answer({ kind: 'refused', reason: 'codeExpired', code: '41050' })
    const request = world.aRequest(await world.aCustomer(), message, {
      welcomeCode: 'w-3',
      welcomeUntil: new Date(`2026-03-02T${until}+08:00`),
    })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'skipped', reason: 'codeExpired' })
    expect(world.senders.welcome.calls.length - calls).toBe(called)
    expect(explainTouch(await world.touch(request.touchId))).toBe('未发送：欢迎语已超过 20 秒的有效时间')
  })

  it('tells who is no friend in WeCom any more from who has no welcome code, and welcomes whoever comes back', async () => {
    const message = world.say(aMessage({ purpose: 'requested', content: welcome() }))
    const customer = await world.aCustomer({ unreachable: ['wecom'] })
    const without = await world.outreach.deliver(world.aRequest(customer, message))
    expect(without).toEqual({ state: 'skipped', reason: 'unreachable' })
    const withCode = await world.outreach.deliver(world.aRequest(customer, message, { welcomeCode: 'w-2' }))
    expect(withCode).toEqual({ state: 'sent', channel: 'welcome' })
  })
})

describe('a date of the customer in a subscription message', () => {
  const dated = (text: string) =>
    world.say(
      aMessage({
        content: subscription({ date2: text }),
        variables: { since: { kind: 'value', from: 'customer.registeredAt' } },
      }),
    )

  it('goes out whole, as the platform takes it', async () => {
    const customer = await world.aCustomer({ openid: 'o-whole', credits: { 'tpl-1': 1 } })
    expect(await world.outreach.deliver(world.aRequest(customer, dated('{{since}}')))).toMatchObject({
      state: 'sent',
    })
    const [call] = world.senders.miniprogram.calls.slice(-1)
    expect(call?.message.data.date2).toMatch(/^2026年\d{1,2}月\d{1,2}日$/)
  })

  it('that the platform would refuse stops at the gate: no call, no credit, no slot', async () => {
    const customer = await world.aCustomer({ openid: 'o-half', credits: { 'tpl-1': 1 } })
    const calls = world.senders.miniprogram.calls.length
    const outcome = await world.outreach.deliver(world.aRequest(customer, dated('注册于{{since}}')))
    expect(outcome).toEqual({ state: 'skipped', reason: 'badValue:date2' })
    expect(world.senders.miniprogram.calls).toHaveLength(calls)
    expect((await world.customers.find(customer._id))?.credits).toEqual({ 'tpl-1': 1 })
    expect(await world.slots(customer)).toEqual([])
  })
})

describe('a touch that may not go out says why', () => {
  const cases = [
    { why: 'no phone', customer: { phone: null }, reason: 'noIdentity' },
    { why: 'no consent to SMS', customer: { granted: [] }, reason: 'noConsent' },
    { why: 'refused SMS', customer: { refused: ['sms' as const] }, reason: 'refused' },
    { why: 'an unreachable phone', customer: { unreachable: ['sms' as const] }, reason: 'unreachable' },
    { why: 'held out', request: { holdout: true }, reason: 'holdout' },
    { why: 'journey over', request: { stillWanted: async () => false }, reason: 'journeyEnded' },
  ]
  it.each(cases)('$why → $reason', async ({ customer, request, reason }) => {
    const message = world.say(aMessage({ content: sms() }))
    const asked = world.aRequest(await world.aCustomer(customer), message, request)
    const before = world.senders.sms.calls.length
    expect(await world.outreach.deliver(asked)).toEqual({ state: 'skipped', reason })
    expect(world.senders.sms.calls).toHaveLength(before)
    expect((await world.touch(asked.touchId)).decisions.filter(({ final }) => final)).toMatchObject([
      { reason },
    ])
  })

  it('is never a message meant for salespeople', async () => {
    const message = world.say(aMessage({ purpose: 'staff', content: sms() }))
    const outcome = await world.outreach.deliver(world.aRequest(await world.aCustomer(), message))
    expect(outcome).toEqual({ state: 'skipped', reason: 'notForCustomers' })
  })

  it('sends what was asked for in spite of a refusal, a hold-out and the night', async () => {
    world.clock.set('2026-03-02T23:30:00+08:00')
    const message = world.say(aMessage({ purpose: 'requested', content: sms() }))
    const customer = await world.aCustomer({ refused: ['sms'] })
    const outcome = await world.outreach.deliver(world.aRequest(customer, message, { holdout: true }))
    expect(outcome).toEqual({ state: 'sent', channel: 'sms' })
  })

  it('names the variable that has no value', async () => {
    const message = world.say(
      aMessage({
        content: sms('{{nickname}}您好', { name: 'nickname' }),
        variables: { nickname: { kind: 'value', from: 'customer.nickname' } },
      }),
    )
    const outcome = await world.outreach.deliver(world.aRequest(await world.aCustomer(), message))
    expect(outcome).toEqual({ state: 'skipped', reason: 'missingVariable:nickname' })
  })

  it('ends a touch that waits once its journey is over', async () => {
    world.clock.set('2026-03-02T22:30:00+08:00')
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message)
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'deferred', reason: 'quietHours' })
    const ended = await world.outreach.deliver({ ...request, stillWanted: async () => false })
    expect(ended).toEqual({ state: 'skipped', reason: 'journeyEnded' })
  })

  it('refuses a touch id its providers could not carry', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const request = { ...world.aRequest(await world.aCustomer(), message), touchId: 'x'.repeat(191) }
    await expect(world.outreach.deliver(request)).rejects.toMatchObject({ code: 'request.malformed' })
  })
})

describe('quiet hours', () => {
  it('hold marketing SMS until after 09:00 and then let it go', async () => {
    world.clock.set('2026-03-02T20:00:00+08:00')
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message)
    const waiting = await world.outreach.deliver(request)
    if (waiting.state !== 'deferred') throw new Error(waiting.state)
    expect(waiting.until.getTime()).toBeGreaterThanOrEqual(Date.parse('2026-03-03T09:00:00+08:00'))
    expect(waiting.until.getTime()).toBeLessThan(Date.parse('2026-03-03T09:30:00+08:00'))
    world.clock.set(new Date(waiting.until.getTime() - 1))
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'deferred' })
    world.clock.set(waiting.until)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
  })
})

describe('fallback', () => {
  it('goes to SMS when the subscription credit is used up', async () => {
    const message = world.say(aMessage({ content: { ...subscription(), ...sms() } }))
    const customer = await world.aCustomer({ openid: 'o2' })
    const request = world.aRequest(customer, message)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    expect((await world.touch(request.touchId)).decisions).toContainEqual(
      expect.objectContaining({
        gate: 'providerQuota',
        verdict: 'fallback',
        reason: 'noCredit',
        channel: 'miniprogram',
      }),
    )
  })

  it('keeps the slot, marks the customer unreachable and tries the next channel when a provider refuses', async () => {
    const message = world.say(aMessage({ prefer: ['email', 'sms'], content: { ...sms(), ...email() } }))
    const customer = await world.aCustomer({ email: 'a@b.example' })
    world.senders.email.answer({ kind: 'refused', reason: 'unreachable', code: '550' })
    const request = world.aRequest(customer, message)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    expect(await world.slots(customer)).toHaveLength(1)
    expect((await world.customers.find(customer._id))?.reach.email).toMatchObject({
      state: 'unreachable',
      reason: '550',
    })
  })

  it('fails with the reason and gives the slot back when no channel is left', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    world.senders.sms.answer({ kind: 'refused', reason: 'unreachable', code: 'isv.MOBILE_NUMBER_ILLEGAL' })
    const request = world.aRequest(customer, message)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'failed', reason: 'unreachable' })
    expect(await world.slots(customer)).toEqual([])
    const told = world.eventsNamed('message.failed').filter((event) => event.customerId === customer._id)
    expect(told).toMatchObject([{ props: { reason: 'unreachable', channel: 'sms' } }])
  })

  it('waits as long as the provider says, and gives a channel up after five tries', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message)
    for (let i = 0; i < 5; i++) world.senders.sms.answer({ kind: 'retryLater', afterMs: 5_000, code: 'busy' })
    for (let i = 0; i < 4; i++) {
      const until = new Date(world.clock.now().getTime() + 5_000)
      expect(await world.outreach.deliver(request)).toEqual({
        state: 'deferred',
        until,
        reason: 'retryLater',
      })
      world.clock.advance(5_000)
    }
    expect(await world.outreach.deliver(request)).toEqual({ state: 'failed', reason: 'retriesExhausted' })
  })
})

describe('pop-ups', () => {
  it('are placed, handed out once even to two open mini-programs, and told as shown', async () => {
    const message = world.say(
      aMessage({
        prefer: ['popup'],
        content: popup('{{link}}'),
        variables: { link: { kind: 'link', to: 'miniprogram:/pages/coupon?batch=b' } },
      }),
    )
    const customer = await world.aCustomer({ openid: 'o3' })
    const request = world.aRequest(customer, message)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'popup' })
    const pulls = await Promise.all([
      world.outreach.pullPopups(customer),
      world.outreach.pullPopups(customer),
    ])
    const shown = pulls.flat()
    const { links } = await world.touch(request.touchId)
    expect(shown).toEqual([
      {
        touchId: request.touchId,
        title: '欢迎回来',
        body: '券已到账',
        to: `/pages/coupon?batch=b&k=${links.link}`,
      },
    ])
    expect(
      world.eventsNamed('popup.shown').filter((event) => event.customerId === customer._id),
    ).toHaveLength(1)
    expect(await world.outreach.pullPopups(customer)).toEqual([])
  })
})

describe('a message that staff would have to confirm', () => {
  it.each([
    ['goes over the next channel', { ...groupSend(), ...sms() }, { state: 'sent', channel: 'sms' }],
    ['is skipped when there is no other', groupSend(), { state: 'skipped', reason: 'off' }],
  ])('%s, and says that no salesperson can be asked', async (_what, content, outcome) => {
    const message = world.say(aMessage({ content }))
    const request = world.aRequest(await world.aCustomer({ friend: true }), message)
    expect(await world.outreach.deliver(request)).toEqual(outcome)
    const { decisions } = await world.touch(request.touchId)
    expect(decisions).toContainEqual(
      expect.objectContaining({ channel: 'wecom', verdict: 'fallback', reason: 'off' }),
    )
  })

  it.each([
    ['somebody who is nobody’s friend', {}, 'noIdentity'],
    ['a friend who left', { friend: true, unreachable: ['wecom'] }, 'unreachable'],
    ['a friend who refused', { friend: true, refused: ['wecom'] }, 'refused'],
  ] as [string, Wanted, string][])('is not even looked at for %s', async (_what, who, reason) => {
    const message = world.say(aMessage({ content: groupSend() }))
    const request = world.aRequest(await world.aCustomer(who), message)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'skipped', reason })
  })

  it.each([
    ['another channel takes over', {}, { state: 'sent', channel: 'sms' }],
    ['the touch is expired when none is left', { phone: null }, { state: 'expired', reason: 'expired' }],
  ])('that nobody confirmed in time is an expired attempt: %s', async (_what, who, outcome) => {
    const message = world.say(aMessage({ content: { ...groupSend(), ...sms() } }))
    const customer = await world.aCustomer({ friend: true, ...who })
    const request = world.aRequest(customer, message)
    const at = world.clock.now()
    await world.aStoredTouch(request, {
      tried: ['wecom'],
      attempts: [{ ref: `${request.touchId}#1`, channel: 'wecom', at, outcome: 'expired' }],
      decisions: [{ at, gate: 'provider', verdict: 'fallback', reason: 'expired', channel: 'wecom' }],
    })

    expect(await world.outreach.deliver(request)).toEqual(outcome)
    const told = world.eventsNamed('message.failed').filter(({ customerId }) => customerId === customer._id)
    expect(told).toHaveLength(outcome.state === 'expired' ? 1 : 0)
  })
})
