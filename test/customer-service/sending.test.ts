import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { messageSchema } from '../../domain/language/message-schema.ts'
import { account, type KfWorld, kfWorld, wang } from './kf-world.ts'

const minute = 60_000
const hour = 60 * minute
const sendPath = '/cgi-bin/kf/send_msg'
let world: KfWorld
beforeEach(async () => {
  world = await kfWorld()
})
afterEach(() => world.close())

/** Said over 微信客服 first, by SMS where that cannot be. */
const offer = (more: object = {}) =>
  messageSchema.parse({
    message: 'offer',
    name: '新品',
    purpose: 'requested',
    prefer: ['kf', 'sms'],
    kf: { text: '您问的尺码到货了' },
    sms: { text: '您问的尺码到货了', templates: { aliyun: 'SMS_100001' } },
    ...more,
  })

async function aConversation(more: object = {}) {
  world.say(offer(more))
  await world.writes()
  return world.customers.change(
    await world.theCustomer(),
    { setProfile: { phone: '+8613800000001' } },
    'test:phone',
  )
}
let asked = 0
async function deliver(by = world.outreach, channels?: ['kf']) {
  const n = ++asked
  const { _id: customerId } = await world.theCustomer()
  const touchId = `run:${n}:send:1`
  const request = { touchId, customerId, messageId: 'offer', ...(channels && { channels }) }
  return { touchId, request, outcome: await by.deliver(request) }
}
const reasonsOf = async (touchId: string) =>
  (await world.touch(touchId)).decisions.filter(({ channel }) => channel === 'kf').map(({ reason }) => reason)
const calls = async () => (await world.sandbox.calls())[`wecom:${sendPath}`] ?? 0
const refusals = async () =>
  Object.keys(await world.sandbox.refusals()).filter((name) => name.startsWith(`wecom:${sendPath}`))

describe('a message in a conversation the customer began', () => {
  it('arrives as words', async () => {
    await aConversation()
    expect((await deliver()).outcome).toEqual({ state: 'sent', channel: 'kf' })
    expect(await world.received()).toEqual([{ msgtype: 'text', content: '您问的尺码到货了' }])
  })

  it('arrives as a link with its picture, and as a card of the mini-program', async () => {
    const picture = `media:${'a'.repeat(64)}`
    await aConversation({
      kf: { attach: [{ link: { title: '新品', url: 'https://shop.example/1', picture } }] },
    })
    await deliver()
    world.say(offer({ kf: { attach: [{ miniprogram: { title: '新品', page: 'pages/a', picture } }] } }))
    const by = world.outreachBy(world.outletBy())
    await deliver(by)
    expect(await world.received()).toMatchObject([
      { msgtype: 'link', title: '新品', url: 'https://shop.example/1' },
    ])
    // aWorld's outreach writes cards for an app of its own.
    expect(await refusals()).toEqual([`wecom:${sendPath}:90207`])
  })

  it('is answered by what the customer writes next, once', async () => {
    await aConversation()
    const { touchId } = await deliver()
    await world.pass(minute)
    await world.writes('太好了')
    await world.writes('谢谢')
    expect((await world.touch(touchId)).state).toBe('replied')
    const replies = world.eventsNamed('message.replied').filter(({ props }) => props.touchId === touchId)
    expect(replies).toMatchObject([{ props: { channel: 'kf', messageId: 'offer' } }])
  })

  it('is marketing only where they did not refuse it there', async () => {
    await aConversation({ purpose: 'marketing', kf: { text: '会员日' }, sms: undefined, prefer: ['kf'] })
    await world.writes('退订')
    const { outcome } = await deliver()
    expect(outcome).toEqual({ state: 'skipped', reason: 'refused' })
    expect(await calls()).toBe(0)
  })
})

describe('refused by Kelu before the platform would', () => {
  it('to somebody who did not write within 48 hours: SMS takes its place', async () => {
    await aConversation()
    await world.pass(48 * hour - 5_000)
    const { touchId, outcome } = await deliver()
    expect(outcome).toEqual({ state: 'sent', channel: 'sms' })
    expect(await reasonsOf(touchId)).toContain('kfNoMessage')
    expect(await calls()).toBe(0)
  })

  it('a sixth message, until the customer writes again', async () => {
    await aConversation()
    for (let n = 0; n < 5; n++) expect((await deliver()).outcome).toMatchObject({ channel: 'kf' })
    const { touchId, outcome } = await deliver()
    expect(outcome).toEqual({ state: 'sent', channel: 'sms' })
    expect(await reasonsOf(touchId)).toContain('kfFull')
    await world.pass(minute)
    await world.writes()
    expect((await deliver()).outcome).toMatchObject({ channel: 'kf' })
    expect(await refusals()).toEqual([])
  })

  it('a sixth of many at the same moment', async () => {
    await aConversation()
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => deliver()))
    expect(outcomes.filter(({ outcome }) => 'channel' in outcome && outcome.channel === 'kf')).toHaveLength(5)
    expect(await world.received()).toHaveLength(5)
    expect(await refusals()).toEqual([])
  })

  it('while a member answers, and after the session has ended', async () => {
    await aConversation()
    await world.sandbox.pickUpKf({ person: 'wang', staff: 'Li.Lei' })
    await world.hear()
    expect(await reasonsOf((await deliver()).touchId)).toContain('kfTaken')
    await world.pass(minute)
    await world.sandbox.endKf({ person: 'wang' })
    await world.hear()
    expect(await reasonsOf((await deliver()).touchId)).toContain('kfEnded')
    await world.pass(minute)
    await world.writes()
    expect((await deliver()).outcome).toMatchObject({ channel: 'kf' })
    expect(await refusals()).toEqual([])
  })

  it('where nobody has told yet that a member answers: the platform is asked first', async () => {
    await aConversation()
    await world.sandbox.pickUpKf({ person: 'wang', staff: 'Li.Lei' })
    const { touchId, outcome } = await deliver()
    expect(outcome).toEqual({ state: 'sent', channel: 'sms' })
    expect(await reasonsOf(touchId)).toContain('kfTaken')
    expect(await calls()).toBe(0)
    expect((await world.conversation())?.state).toBe('taken')
  })
})

describe('what the platform refuses all the same', () => {
  it.each([
    [95001, 'kfFull'],
    [95002, 'kfNoMessage'],
    [95013, 'kfEnded'],
    [95018, 'kfTaken'],
    [95004, 'configuration'],
    [40096, 'unreachable'],
  ])('%i is told as %s, its place is given back, and SMS takes over', async (code, reason) => {
    await aConversation()
    await world.platforms.strike({ platform: 'wecom', api: sendPath, kind: 'errcode', code })
    const { touchId, outcome } = await deliver()
    expect(outcome).toEqual({ state: 'sent', channel: 'sms' })
    expect(await reasonsOf(touchId)).toContain(reason)
    expect((await world.conversation())?.sends).toEqual([])
  })
})

describe('a message that was accepted and did not arrive', () => {
  it('falls back with the reason the platform tells later', async () => {
    await aConversation()
    await world.sandbox.setKfFate({ person: 'wang', failType: 10 })
    const { touchId } = await deliver()
    await world.pass(minute)
    await world.hear()
    const touch = await world.touch(touchId)
    expect(touch).toMatchObject({ state: 'sent', channel: 'sms' })
    expect(await reasonsOf(touchId)).toContain('kfRejected')
    expect((await world.theCustomer()).reach.kf).toMatchObject({ state: 'unreachable', reason: 'kfRejected' })
    expect(world.eventsNamed('message.failed')).toMatchObject([
      { props: { channel: 'kf', reason: 'kfRejected' } },
    ])
  })

  it('of another application on the same account is none of ours', async () => {
    await aConversation()
    await world.sandbox.setKfFate({ person: 'wang', failType: 0 })
    await world.platforms.wecom.sendKf({
      account,
      externalUserid: wang.externalUserid,
      msgid: 'theirs',
      kind: 'text',
      content: { content: '您好' },
    })
    await world.pass(minute)
    await world.hear()
    expect(world.eventsNamed('message.failed')).toEqual([])
  })
})

describe('a lost answer', () => {
  const lost = (kind: 'timeoutAfterActing' | 'timeoutBeforeActing') =>
    world.platforms.strike({ platform: 'wecom', api: sendPath, kind })

  it('of a message that did not arrive is said again under its id', async () => {
    await aConversation()
    const impatient = world.outreachBy(world.outletBy(world.platforms.impatient.wecom))
    await lost('timeoutBeforeActing')
    expect((await deliver(impatient)).outcome).toEqual({ state: 'sent', channel: 'kf' })
    expect(await world.received()).toHaveLength(1)
    expect((await world.conversation())?.sends).toHaveLength(1)
  })

  it('of a message that arrived reaches nobody twice, over no channel', async () => {
    await aConversation({ purpose: 'marketing', kf: { text: '会员日' }, sms: undefined, prefer: ['kf'] })
    const impatient = world.outreachBy(world.outletBy(world.platforms.impatient.wecom))
    await lost('timeoutAfterActing')
    expect((await deliver(impatient)).outcome).toEqual({ state: 'unknown', channel: 'kf' })
    expect(await world.received()).toHaveLength(1)
  })

  it('of what was asked for is repeated under the same id, so that nobody gets it twice', async () => {
    await aConversation({ prefer: ['kf'], sms: undefined })
    const impatient = world.outreachBy(world.outletBy(world.platforms.impatient.wecom))
    await lost('timeoutAfterActing')
    const { request, touchId } = await deliver(impatient)
    await world.pass(15 * minute)
    await impatient.deliver(request)
    expect(await world.received()).toHaveLength(1)
    expect((await world.touch(touchId)).state).toBe('unknown')
  })
})
