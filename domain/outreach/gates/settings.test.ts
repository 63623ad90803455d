import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { calendarInForce } from '../../definitions/calendar-in-force.ts'
import { rulesInForce } from '../../definitions/rules-in-force.ts'
import { aDefinitionsWorld } from '../../definitions/testing/world.ts'
import { defaultRules, type RulesInForce } from '../../language/settings.ts'
import type { Outreach, TouchRequest } from '../contract.ts'
import { aMessage, email, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'
import { explainTouch } from '../touch/explain.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => world.clock.set('2026-03-02T10:00:00+08:00'))

const decisionsOf = async ({ touchId }: TouchRequest, gate: string) =>
  (await world.touch(touchId)).decisions.filter((decision) => decision.gate === gate)

describe('the settings in force when a gate decides', () => {
  let definitions: Awaited<ReturnType<typeof aDefinitionsWorld>>
  let author: ReturnType<typeof definitions.aProcess>
  let running: ReturnType<typeof definitions.aProcess>
  let outreach: Outreach
  beforeEach(async () => {
    definitions = await aDefinitionsWorld()
    author = definitions.aProcess()
    running = definitions.aProcess()
    const { published } = running
    outreach = world.newOutreach({
      rulesAt: () => rulesInForce(published.snapshot()),
      calendarAt: () => calendarInForce(published.snapshot()),
    })
    return () => definitions.drop()
  })
  /** Published elsewhere, and acted on here. */
  async function settings(parts: string): Promise<void> {
    await author.publish(`settings: company\nname: 公司设置\n${parts}\n`)
    await running.published.refresh()
  }

  it('are those of the snapshot just swapped, and the decision of the cap names their version', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const asks = () => world.aRequest(customer, message)
    await outreach.deliver(asks())
    await settings('caps: { perDay: 1 }')
    const second = asks()
    expect(await outreach.deliver(second)).toMatchObject({ state: 'skipped', reason: 'dayCapFull' })
    expect(await decisionsOf(second, 'capSlot')).toMatchObject([
      { final: true, inputs: { perDay: 1, perWeek: 5, settings: 'company@1' } },
    ])
    await settings('caps: { perDay: 3 }')
    const third = asks()
    expect(await outreach.deliver(third)).toMatchObject({ state: 'sent' })
    expect(await decisionsOf(third, 'capSlot')).toMatchObject([
      { verdict: 'pass', inputs: { settings: 'company@2' } },
    ])
  })

  it('cap a category over all channels, whoever races; others go on, and the reason names category and version', async () => {
    await settings('caps: { perDay: 9, perWeek: 9, categories: { 促销: { perDay: 1, perWeek: 2 } } }')
    const sale = world.say(aMessage({ category: '促销', content: { ...sms(), ...email() } }))
    const news = world.say(aMessage({ id: 'news', category: '上新', content: sms() }))
    const customer = await world.aCustomer({ email: 'x@y.example' })
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => outreach.deliver(world.aRequest(customer, sale))),
    )
    expect(outcomes.filter(({ state }) => state === 'sent')).toHaveLength(1)
    const full = world.aRequest(customer, sale)
    const reason = 'categoryDayCapFull:促销'
    expect(await outreach.deliver(full)).toEqual({ state: 'skipped', reason })
    expect(await decisionsOf(full, 'capSlot')).toMatchObject([
      { final: true, reason, inputs: { category: '促销', perDay: 1, perWeek: 2, settings: 'company@1' } },
    ])
    expect(explainTouch(await world.touch(full.touchId))).toBe('未发送：「促销」类消息今天的次数已满')
    const waiting = await outreach.deliver(world.aRequest(customer, sale, { whenCapped: 'next day' }))
    expect(waiting).toMatchObject({ state: 'deferred', reason })
    expect(await outreach.deliver(world.aRequest(customer, news))).toMatchObject({ state: 'sent' })

    world.clock.advance(86_400_000)
    expect(await outreach.deliver(world.aRequest(customer, sale))).toMatchObject({ state: 'sent' })
    world.clock.advance(86_400_000)
    expect(await outreach.deliver(world.aRequest(customer, sale))).toMatchObject({
      reason: 'categoryWeekCapFull:促销',
    })
  })

  it('move the quiet hours at once, and their decision names the version', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message)
    await settings('quietHours: { channels: { sms: 20:00-11:00 } }')
    expect(await outreach.deliver(request)).toMatchObject({ state: 'deferred', reason: 'quietHours' })
    const before = { from: '11:00', to: '20:00', settings: 'company@1' }
    expect(await decisionsOf(request, 'quietHours')).toMatchObject([{ verdict: 'defer', inputs: before }])
    await settings('quietHours: { channels: { sms: 20:00-09:00 } }')
    const another = world.aRequest(await world.aCustomer(), message)
    expect(await outreach.deliver(another)).toMatchObject({ state: 'sent' })
    expect(await decisionsOf(another, 'quietHours')).toMatchObject([
      { verdict: 'pass', inputs: { settings: 'company@2' } },
    ])
  })

  it('keep marketing off a silent day of the customer, from its publication on; the reason names the day', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const asked = world.say(aMessage({ id: 'asked', purpose: 'requested', content: sms() }))
    const calendar = (days: string) => `calendar: own\nname: 日历\nsilentDays: { ${days} }\n`
    await author.publish(calendar('甲: 03-02, 乙: 03-03'))
    await running.published.refresh()
    const request = world.aRequest(await world.aCustomer(), message)
    const outcome = await outreach.deliver(request)
    expect(outcome).toMatchObject({ state: 'deferred', reason: 'silentDay:甲' })
    // Two silent days in a row.
    const until = outcome.state === 'deferred' ? outcome.until.getTime() : 0
    expect(until - Date.parse('2026-03-04T09:00:00+08:00')).toBeGreaterThanOrEqual(0)
    expect(until - Date.parse('2026-03-04T09:00:00+08:00')).toBeLessThan(30 * 60_000)
    expect(await decisionsOf(request, 'quietHours')).toMatchObject([{ inputs: { calendar: 'own@1' } }])
    // Where it is still the day before.
    const inNewYork = await world.aCustomer({ timeZone: 'America/New_York' })
    world.clock.set('2026-03-02T02:30:00Z')
    expect(await outreach.deliver(world.aRequest(inNewYork, message))).toMatchObject({
      reason: 'silentDay:甲',
      until: expect.toSatisfy((at: Date) => at >= new Date('2026-03-04T14:00:00Z')),
    })
    world.clock.set('2026-03-01T20:00:00Z')
    expect(await outreach.deliver(world.aRequest(inNewYork, message))).toMatchObject({ state: 'sent' })
    world.clock.set('2026-03-02T10:00:00+08:00')
    expect(await outreach.deliver(world.aRequest(await world.aCustomer(), asked))).toMatchObject({
      state: 'sent',
    })
    await author.publish(calendar('乙: 03-03'))
    await running.published.refresh()
    expect(await outreach.deliver(world.aRequest(await world.aCustomer(), message))).toMatchObject({
      state: 'sent',
    })
  })

  it('are Kelu’s own where none were published or they were taken back, and then no version is named', async () => {
    await settings('caps: { perDay: 1 }')
    await author.publish('', { retire: ['settings:company'] })
    await running.published.refresh()
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const requests = Array.from({ length: 3 }, () => world.aRequest(customer, message))
    for (const request of requests) await outreach.deliver(request)
    const [, , third] = requests as [TouchRequest, TouchRequest, TouchRequest]
    const [decision] = await decisionsOf(third, 'capSlot')
    expect(decision).toMatchObject({ reason: 'dayCapFull', inputs: { perDay: 2, perWeek: 5 } })
    expect(decision?.inputs).not.toHaveProperty('settings')
  })
})

describe('a cap of one channel', () => {
  const capped = (channels: RulesInForce['rules']['caps']['channels']) =>
    world.newOutreach({
      rulesAt: () => ({
        rules: { ...defaultRules, caps: { perDay: 9, perWeek: 9, channels } },
        version: 'c@1',
      }),
    })
  const send = async (outreach: Outreach, customer: Customer, more: Partial<TouchRequest> = {}) => {
    const message = world.say(aMessage({ content: { ...email(), ...sms() }, prefer: ['sms', 'email'] }))
    const request = world.aRequest(customer, message, more)
    return { request, outcome: await outreach.deliver(request) }
  }
  const byEmailToo = () => world.aCustomer({ email: 'x@y.example' })

  it('leaves the other channels open', async () => {
    const outreach = capped({ sms: { perDay: 1 } })
    const customer = await byEmailToo()
    expect((await send(outreach, customer)).outcome).toEqual({ state: 'sent', channel: 'sms' })
    const { request, outcome } = await send(outreach, customer)
    expect(outcome).toEqual({ state: 'sent', channel: 'email' })
    const inputs = { perDay: 1, settings: 'c@1' }
    expect(await decisionsOf(request, 'capSlot')).toMatchObject([
      { channel: 'sms', verdict: 'fallback', reason: 'channelDayCapFull', inputs },
      { channel: 'email', verdict: 'pass' },
    ])
  })

  it('ends a touch for which no other is left, or makes it wait for Monday after a full week', async () => {
    const outreach = capped({ sms: { perWeek: 1 } })
    const customer = await world.aCustomer()
    await send(outreach, customer)
    expect((await send(outreach, customer)).outcome).toEqual({
      state: 'skipped',
      reason: 'channelWeekCapFull',
    })
    const { outcome } = await send(outreach, customer, { whenCapped: 'next day' })
    expect(outcome).toMatchObject({ state: 'deferred', reason: 'channelWeekCapFull' })
    if (outcome.state !== 'deferred') return
    expect(outcome.until.getTime()).toBeGreaterThanOrEqual(Date.parse('2026-03-09T09:00:00+08:00'))
    world.clock.set(outcome.until)
    expect((await send(outreach, customer)).outcome).toMatchObject({ state: 'sent' })
  })

  it('counts a message for the channel it went over in the end, and what was asked for as well', async () => {
    const outreach = capped({ email: { perDay: 1 } })
    const customer = await byEmailToo()
    world.senders.sms.answer({ kind: 'refused', reason: 'unreachable', code: 'gone' })
    expect((await send(outreach, customer)).outcome).toEqual({ state: 'sent', channel: 'email' })
    expect(await world.slots(customer)).toMatchObject([{ channel: 'email' }])
    const only = { channels: ['email' as const] }
    expect((await send(outreach, customer, only)).outcome).toMatchObject({ reason: 'channelDayCapFull' })
    const asked = world.say(aMessage({ purpose: 'requested', content: email() }))
    expect(await outreach.deliver(world.aRequest(customer, asked))).toMatchObject({ state: 'sent' })
  })

  it('is held whoever races', async () => {
    const outreach = capped({ sms: { perDay: 2 } })
    const customer = await world.aCustomer()
    const outcomes = await Promise.all(Array.from({ length: 24 }, () => send(outreach, customer)))
    expect(outcomes.filter(({ outcome }) => outcome.state === 'sent')).toHaveLength(2)
    expect(await world.slots(customer)).toHaveLength(2)
  })
})
