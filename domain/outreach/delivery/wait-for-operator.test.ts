import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aMessage, email, sms, subscription, welcome } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'
import { explainTouch } from '../touch/explain.ts'

let world: World

beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => world.clock.set('2026-03-02T10:00:00+08:00'))

const minuteMs = 60_000
const denied = { kind: 'refused', reason: 'configuration', code: 'isp.RAM_PERMISSION_DENY' } as const
const later = (minutes: number) => new Date(world.clock.now().getTime() + minutes * minuteMs)

describe('a message that a platform refuses for its configuration', () => {
  it('waits, longer each time, and goes out once that is mended', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const request = world.aRequest(customer, message)
    world.senders.sms.answer(denied, denied)
    for (const minutes of [5, 10]) {
      const until = later(minutes)
      const waiting = { state: 'deferred', until, reason: 'configuration' }
      expect(await world.outreach.deliver(request)).toEqual(waiting)
      expect(explainTouch(await world.touch(request.touchId))).toBe('等待中：渠道配置有误，需要管理员处理')
      world.clock.set(until)
    }
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    expect(await world.slots(customer)).toHaveLength(1)
    expect(
      world.eventsNamed('message.failed').filter(({ customerId }) => customerId === customer._id),
    ).toEqual([])
  })

  it('fails with that reason when a day was not enough, and gives its slot back', async () => {
    const message = world.say(aMessage({ purpose: 'requested', content: sms() }))
    const customer = await world.aCustomer()
    const request = world.aRequest(customer, message)
    const began = world.clock.now().getTime()
    const calls = world.senders.sms.calls.length
    world.senders.sms.answer(...Array.from({ length: 40 }, () => denied))
    for (let outcome = await world.outreach.deliver(request); outcome.state === 'deferred'; ) {
      world.clock.set(outcome.until)
      outcome = await world.outreach.deliver(request)
    }
    const waitedHours = (world.clock.now().getTime() - began) / 3_600_000
    expect(await world.outreach.deliver(request)).toEqual({ state: 'failed', reason: 'configuration' })
    expect(waitedHours).toBeGreaterThanOrEqual(24)
    expect(waitedHours).toBeLessThan(27)
    expect(world.senders.sms.calls.length - calls).toBeLessThan(20)
    expect(await world.slots(customer)).toEqual([])
    world.senders.sms.forgetAnswers()
  })

  it('goes over the next channel at once when one is open', async () => {
    const message = world.say(aMessage({ prefer: ['email', 'sms'], content: { ...email(), ...sms() } }))
    const request = world.aRequest(await world.aCustomer({ email: 'a@b.example' }), message)
    world.senders.email.answer({ kind: 'refused', reason: 'configuration', code: 'EAUTH' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
  })

  it('waits for the channel to be mended, not for one that failed for another reason', async () => {
    const message = world.say(
      aMessage({ prefer: ['miniprogram', 'sms'], content: { ...subscription(), ...sms() } }),
    )
    const customer = await world.aCustomer({ openid: 'o-wait', credits: { 'tpl-1': 2 } })
    const request = world.aRequest(customer, message)
    world.senders.miniprogram.answer({ kind: 'refused', reason: 'configuration', code: '40037' })
    world.senders.sms.answer({ kind: 'refused', reason: 'content', code: 'x' })
    expect(await world.outreach.deliver(request)).toEqual({
      state: 'deferred',
      until: later(5),
      reason: 'configuration',
    })
    world.clock.set(later(5))
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'miniprogram' })
  })

  it('ends when the journey no longer wants it', async () => {
    const message = world.say(aMessage({ content: sms() }))
    let wanted = true
    const request = world.aRequest(await world.aCustomer(), message, { stillWanted: async () => wanted })
    world.senders.sms.answer(denied)
    await world.outreach.deliver(request)
    wanted = false
    expect(await world.outreach.deliver(request)).toEqual({ state: 'skipped', reason: 'journeyEnded' })
  })
})

describe('what does not wait', () => {
  it.each([
    ['a welcome, whose code is over first', welcome(), 'welcome', denied],
    ['a message over a platform that is not set up', sms(), 'sms', { ...denied, reason: 'off' } as const],
    ['a message that cannot be said like this', sms(), 'sms', { ...denied, reason: 'content' } as const],
  ] as const)('%s', async (_what, content, channel, answer) => {
    const message = world.say(aMessage({ purpose: 'requested', content }))
    world.senders[channel].answer(answer)
    const request = world.aRequest(await world.aCustomer(), message, { welcomeCode: 'w' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'failed', reason: answer.reason })
  })
})
