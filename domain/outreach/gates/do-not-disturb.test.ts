import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, Customer } from '../../../models/customer.ts'
import { fallOutOf } from '../../broadcasts/fall-out.ts'
import { quietUntil } from '../../customers/quiet.ts'
import { defaultRules } from '../../language/settings.ts'
import { aMessage, email, popup, sms, subscription } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'
import { explainTouch } from '../touch/explain.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => world.clock.set('2026-03-02T10:00:00+08:00'))

let keys = 0
const by = { who: 'staff', id: 'lilei', from: 'sidebar' } as const
const quieten = (
  { _id }: Customer,
  channels: 'all' | readonly Channel[] = 'all',
  until: Date | null = null,
) => world.customers.quieten(_id, { channels, until, by }, `quiet:${++keys}`)
const unquieten = ({ _id }: Customer) =>
  world.customers.unquieten(_id, { channels: 'all', by }, `quiet:${++keys}`)
const reachable = (openid = `o-${++keys}`) =>
  world.aCustomer({ email: `${openid}@example.com`, openid, credits: { 'tpl-1': 3 } })
const everywhere = { ...sms(), ...email(), ...subscription() }

describe('勿扰 over every channel', () => {
  it.each([
    ['sms', sms()],
    ['email', email()],
    ['miniprogram', subscription()],
    ['popup', popup()],
  ] as const)('ends marketing by %s, and lets through what was asked for', async (channel, content) => {
    const customer = await reachable()
    await quieten(customer)
    const offer = world.say(aMessage({ prefer: [channel], content }))
    expect(await world.outreach.deliver(world.aRequest(customer, offer))).toEqual({
      state: 'skipped',
      reason: 'doNotDisturb',
    })
    const asked = world.say(aMessage({ id: 'asked', purpose: 'requested', prefer: [channel], content }))
    expect(await world.outreach.deliver(world.aRequest(customer, asked))).toMatchObject({ state: 'sent' })
  })

  it('holds whatever the settings exclude, says until when and where it was asked for, and ends', async () => {
    const outreach = world.newOutreach({ rulesAt: () => ({ rules: { ...defaultRules, exclude: {} } }) })
    const customer = await reachable()
    const offer = world.say(aMessage({ content: sms() }))
    const until = quietUntil(world.clock.now(), 30)
    await quieten(customer, 'all', until)
    const request = world.aRequest(customer, offer)
    await outreach.deliver(request)
    const touch = await world.touch(request.touchId)
    expect(touch.decisions.at(-1)).toMatchObject({
      gate: 'doNotDisturb',
      final: true,
      inputs: { quietUntil: until, who: 'staff', by: 'lilei', from: 'sidebar' },
    })
    expect(explainTouch(touch)).toBe(
      '未发送：客户要求勿扰，不发营销信息（到 2026 年 4 月 1 日，来自导购的聊天侧边栏）',
    )
    world.clock.set(until.toISOString())
    world.clock.advance(10 * 3_600_000)
    await world.customers.sweep()
    expect(await outreach.deliver(world.aRequest(customer, offer))).toMatchObject({ state: 'sent' })
  })
})

describe('勿扰 over one channel', () => {
  it('leaves the message to the next one', async () => {
    const customer = await reachable()
    await quieten(customer, ['email', 'miniprogram'])
    const offer = world.say(aMessage({ prefer: ['email', 'miniprogram', 'sms'], content: everywhere }))
    const request = world.aRequest(customer, offer)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    expect((await world.touch(request.touchId)).decisions).toContainEqual(
      expect.objectContaining({ verdict: 'fallback', reason: 'doNotDisturb', channel: 'email' }),
    )
  })

  it('ends the message where no other is open, and says of which channel', async () => {
    const customer = await reachable()
    await quieten(customer, ['sms'])
    const request = world.aRequest(customer, world.say(aMessage({ content: sms() })))
    expect(await world.outreach.deliver(request)).toEqual({ state: 'skipped', reason: 'doNotDisturb' })
    expect(explainTouch(await world.touch(request.touchId))).toBe(
      '未发送：客户要求勿扰，不发营销信息（一直，来自导购的聊天侧边栏）',
    )
  })
})

it('is counted by a forecast among those who are left alone', async () => {
  const [quiet, partly] = [await reachable(), await reachable()]
  const people = [await quieten(quiet), await quieten(partly, ['email'])]
  const message = world.say(aMessage({ prefer: ['email', 'sms'], content: everywhere }))
  const asked = { message, at: world.clock.now(), isHeldOut: () => false }
  const [first, second] = await world.outreach.foresee(asked, people)
  expect(first).toMatchObject({ kind: 'not', reason: 'doNotDisturb' })
  expect(fallOutOf('doNotDisturb')).toBe('excluded')
  expect(second).toMatchObject({ kind: 'sent', channel: 'sms' })
})

describe('what waits while 勿扰 comes', () => {
  it('until the morning, is not sent then', async () => {
    world.clock.set('2026-03-02T23:00:00+08:00')
    const customer = await reachable()
    const request = world.aRequest(customer, world.say(aMessage({ content: sms() })))
    const waiting = await world.outreach.deliver(request)
    expect(waiting).toMatchObject({ state: 'deferred', reason: 'quietHours' })
    await quieten(customer)
    if (waiting.state === 'deferred') world.clock.set(waiting.until.toISOString())
    expect(await world.outreach.deliver(request)).toEqual({ state: 'skipped', reason: 'doNotDisturb' })
  })

  it('with a slot reserved by a worker that died, is not sent, and gives the slot back', async () => {
    const customer = await reachable()
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(customer, message)
    const at = world.clock.now()
    await world.aStoredTouch(request, { state: 'reserved', reservedAt: at, channel: 'sms' })
    await world.stores.slots.takeAnyway(customer._id, { touch: request.touchId, at, channel: 'sms' })
    await quieten(customer)
    world.clock.advance(60_000)
    const calls = world.senders.sms.calls.length
    expect(await world.outreach.deliver(request)).toEqual({ state: 'skipped', reason: 'doNotDisturb' })
    expect(world.senders.sms.calls).toHaveLength(calls)
    expect(await world.slots(customer)).toEqual([])
  })

  it('for the provider to have time, is not tried again', async () => {
    const customer = await reachable()
    const request = world.aRequest(customer, world.say(aMessage({ content: sms() })))
    world.senders.sms.answer({ kind: 'retryLater', afterMs: 60_000, code: 'BUSY' })
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'deferred' })
    await quieten(customer)
    world.clock.advance(3_600_000)
    const calls = world.senders.sms.calls.length
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'skipped', reason: 'doNotDisturb' })
    expect(world.senders.sms.calls).toHaveLength(calls)
  })

  it('for the mini-program to be opened, is not shown before it is lifted', async () => {
    for (const channels of ['all', ['popup']] as const) {
      const customer = await reachable()
      const message = world.say(aMessage({ prefer: ['popup'], content: popup() }))
      await world.outreach.deliver(world.aRequest(customer, message))
      const shown = async () =>
        world.outreach.pullPopups((await world.customers.find(customer._id)) as Customer)
      await quieten(customer, channels)
      expect(await shown()).toEqual([])
      await unquieten(customer)
      expect(await shown()).toHaveLength(1)
    }
  })
})
