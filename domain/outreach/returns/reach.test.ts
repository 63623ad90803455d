import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, Customer } from '../../../models/customer.ts'
import { aMessage, email, popup, sms, subscription, welcome } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'

let world: World

beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => world.clock.set('2026-03-02T10:00:00+08:00'))

const content = { sms: sms(), email: email(), miniprogram: subscription(), welcome: welcome() }
const dead = { kind: 'refused', reason: 'unreachable', code: 'gone' } as const

/** What became of a new message over this channel. */
async function send(customer: Customer, channel: keyof typeof content) {
  const message = world.say(aMessage({ id: channel, purpose: 'requested', content: content[channel] }))
  const request = world.aRequest(customer, message)
  const outcome = await world.outreach.deliver(request)
  return { touchId: request.touchId, outcome: 'reason' in outcome ? outcome.reason : outcome.state }
}
const received = async (customer: Customer, channel: keyof typeof content) =>
  (await send(customer, channel)).outcome
const now = async ({ _id }: Customer) => (await world.customers.find(_id)) as Customer
const reachOf = async (customer: Customer, channel: Channel) => (await now(customer)).reach[channel]?.state
let causes = 0
const change = (customer: Customer, what: Parameters<World['customers']['change']>[1]) => {
  causes += 1
  return world.customers.change(customer._id, what, `test:${causes}`)
}
const receipt = (touchId: string, kind: 'failed' | 'delivered') => {
  const about = { touchId, at: world.clock.now(), signalId: `r:${causes++}` }
  return world.outreach.signal(
    kind === 'failed'
      ? { kind, ...about, reason: 'MOBILE_NOT_ON_SERVICE', unreachable: true }
      : { kind, ...about },
  )
}
let people = 0
const aSubscriber = (credits: Record<string, number>) => {
  people += 1
  return world.aCustomer({ openid: `o-reach-${people}`, credits })
}

describe('a subscription message refused because the accept is gone', () => {
  const noCredit = { kind: 'refused', reason: 'noCredit', code: '43101' } as const

  it('says nothing of the person: the next accept is used', async () => {
    const customer = await aSubscriber({ 'tpl-1': 2 })
    world.senders.miniprogram.answer(noCredit)
    expect(await received(customer, 'miniprogram')).toBe('noCredit')
    expect(await received(customer, 'miniprogram')).toBe('noCredit')
    expect(await reachOf(customer, 'miniprogram')).toBeUndefined()
    await change(customer, { credit: { templateId: 'tpl-1', by: 1 } })
    expect(await received(customer, 'miniprogram')).toBe('sent')
  })

  it('says nothing of another template', async () => {
    const customer = await aSubscriber({ 'tpl-1': 1, 'tpl-2': 1 })
    world.senders.miniprogram.answer(noCredit)
    await received(customer, 'miniprogram')
    expect((await now(customer)).credits).toEqual({ 'tpl-1': 0, 'tpl-2': 1 })
  })
})

describe('what was learnt of one phone', () => {
  it.each([
    ['by a receipt', async (customer: Customer) => receipt((await send(customer, 'sms')).touchId, 'failed')],
    [
      'by a refusal',
      async (customer: Customer) => {
        world.senders.sms.answer(dead)
        await send(customer, 'sms')
      },
    ],
  ])('%s holds for it, for as long as it is the one in use', async (_how, learn) => {
    const customer = await world.aCustomer({ phone: '+8613700000001' })
    await learn(customer)
    expect([await received(customer, 'sms'), await reachOf(customer, 'sms')]).toEqual([
      'unreachable',
      'unreachable',
    ])
    await change(customer, { setProfile: { phone: '+8613700000002' } })
    expect([await reachOf(customer, 'sms'), await received(customer, 'sms')]).toEqual([undefined, 'sent'])
    expect(world.senders.sms.calls.at(-1)?.message.phone).toBe('+8613700000002')
    await change(customer, { setProfile: { phone: '+8613700000001' } })
    expect([await received(customer, 'sms'), await reachOf(customer, 'sms')]).toEqual([
      'unreachable',
      'unreachable',
    ])
  })

  it('lets one that was only typed replace one the platform had proved, but only a dead one', async () => {
    const { _id } = await world.aCustomer({ phone: null })
    const proved = { kind: 'phone', value: '+8613700000003', verified: true } as const
    const customer = await world.customers.addClaims(_id, [proved], 'miniprogram')
    await change(customer, { setProfile: { phone: '+8613700000004' } })
    const { touchId } = await send(customer, 'sms')
    expect(world.senders.sms.calls.at(-1)?.message.phone).toBe('+8613700000003')
    await receipt(touchId, 'failed')
    await change(customer, { setProfile: { phone: '+8613700000004' } })
    expect(await received(customer, 'sms')).toBe('sent')
    expect(world.senders.sms.calls.at(-1)?.message.phone).toBe('+8613700000004')
  })

  it('is taken back by a delivery to it', async () => {
    const customer = await world.aCustomer({ phone: '+8613700000005' })
    const [first, second] = [await send(customer, 'sms'), await send(customer, 'sms')]
    await receipt(first.touchId, 'failed')
    expect(await received(customer, 'sms')).toBe('unreachable')
    await receipt(second.touchId, 'delivered')
    expect([await reachOf(customer, 'sms'), await received(customer, 'sms')]).toEqual(['reachable', 'sent'])
  })

  it.each(['failed', 'delivered'] as const)(
    'a late receipt (%s) of the old one changes nothing for the new one',
    async (kind) => {
      const customer = await world.aCustomer()
      const { touchId } = await send(customer, 'sms')
      people += 1
      await change(customer, { setProfile: { phone: `+861360000${String(people).padStart(4, '0')}` } })
      if (kind === 'delivered') await change(customer, { setReach: { sms: { state: 'unreachable' } } })
      const before = await reachOf(customer, 'sms')
      await receipt(touchId, kind)
      expect(await reachOf(customer, 'sms')).toBe(before)
    },
  )
})

it('what was learnt of one mailbox holds for that one', async () => {
  const customer = await world.aCustomer({ email: 'gone@b.example' })
  world.senders.email.answer(dead)
  await send(customer, 'email')
  expect(await received(customer, 'email')).toBe('unreachable')
  await change(customer, { setProfile: { email: 'here@b.example' } })
  expect(await received(customer, 'email')).toBe('sent')
  await change(customer, { setProfile: { email: 'GONE@b.example' } })
  expect(await received(customer, 'email')).toBe('unreachable')
})

it('what was learnt of a welcome code is not learnt of the friendship', async () => {
  const customer = await world.aCustomer({ friend: true })
  world.senders.welcome.answer(dead)
  const message = world.say(aMessage({ purpose: 'requested', content: welcome() }))
  await world.outreach.deliver(world.aRequest(customer, message, { welcomeCode: 'w' }))
  expect((await now(customer)).reach).toEqual({})
})

describe('a reach stored before addresses were told apart', () => {
  const stored = async (customer: Customer, channel: Channel) =>
    world.connection
      .db!.collection<Customer>('customers')
      .updateOne(
        { _id: customer._id },
        { $set: { [`reach.${channel}`]: { state: 'unreachable', reason: 'old', at: world.clock.now() } } },
      )

  it.each([
    ['sms', { setProfile: { phone: '+8613500000001' } }],
    ['email', { setProfile: { email: 'new@b.example' } }],
    ['miniprogram', { credit: { templateId: 'tpl-1', by: 1 } }],
  ] as const)('of %s holds until it is taken back', async (channel, takeBack) => {
    people += 1
    const customer = await world.aCustomer({
      email: 'old@b.example',
      openid: `o-old-${people}`,
      credits: { 'tpl-1': 1 },
    })
    await stored(customer, channel)
    await change(customer, { addTags: [{ name: '会员', kind: 'manual' }] })
    expect(await received(customer, channel)).toBe('unreachable')
    await change(customer, takeBack)
    expect(await received(customer, channel)).toBe('sent')
  })
})

it('pop-ups that were closed before they were placed do not hide those that wait', async () => {
  const message = world.say(
    aMessage({ id: 'pop', purpose: 'requested', prefer: ['popup'], content: popup() }),
  )
  people += 1
  const customer = await world.aCustomer({ openid: `o-pop-${people}` })
  for (let n = 0; n < 20; n++) {
    const request = world.aRequest(customer, message)
    await world.aStoredTouch(request, {
      state: 'skipped',
      popup: { title: '旧', body: '旧' },
      popupState: 'waiting',
    })
  }
  world.clock.advance(1_000)
  await world.outreach.deliver(world.aRequest(customer, message))
  expect(await world.outreach.pullPopups(await now(customer))).toMatchObject([{ title: '欢迎回来' }])
})
