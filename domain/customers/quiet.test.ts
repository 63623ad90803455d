import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer, QuietBy } from '../../models/customer.ts'
import { customerAsOf } from './as-of.ts'
import type { IdentityClaim } from './contract.ts'
import { asksForQuiet, quietOn, quietOnAll, quietUntil } from './quiet.ts'
import { createWorld, type World } from './testing/world.ts'

const dayMs = 86_400_000
const lilei: QuietBy = { who: 'staff', id: 'lilei', from: 'sidebar' }
const member: QuietBy = { who: 'member', id: 'm1', from: 'customerPage' }

let world: World
let keys = 0
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.drop())

const key = () => `key:${++keys}`
const inDays = (days: number) => new Date(world.clock.now().getTime() + days * dayMs)
const fresh = async ({ _id }: Customer) => (await world.customers.find(_id)) as Customer
const quietTag = ({ tags }: Customer) => tags.find(({ name }) => name === '勿扰')
it('a consent that all marketing hangs on, taken back, ends what waits as 勿扰 does', () => {
  const told = (channel: string, state: string) =>
    asksForQuiet({ name: 'customer.consent_changed', props: { channel, new: state } })
  expect(told('guardian', 'refused')).toBe(true)
  expect(told('individualisation', 'refused')).toBe(true)
  expect(told('guardian', 'granted')).toBe(false)
  expect(told('sms', 'refused')).toBe(false)
})

const silent = (customer: Customer, channel: 'sms' | 'wecom' | 'welcome' | 'email' = 'sms') =>
  quietOn(customer, channel, world.clock.now()) !== null

it('thirty days are the rest of today and thirty whole days of the company', () => {
  // Half past eleven in the evening of 30 November in Shanghai.
  const end = quietUntil(new Date('2026-11-30T15:30:00Z'), 30)
  expect(end).toEqual(new Date('2026-12-30T16:00:00Z'))
  expect(quietUntil(new Date('2026-11-30T16:30:00Z'), 30)).toEqual(new Date('2026-12-31T16:00:00Z'))
})

describe('勿扰 over every channel', () => {
  it('is told by the tag while it lasts, and both are gone at its end', async () => {
    const until = inDays(30)
    const customer = await world.customers.quieten(
      (await world.aCustomer())._id,
      { channels: 'all', until, by: lilei },
      key(),
    )
    expect(quietTag(customer)).toMatchObject({ kind: 'manual', from: 'quiet' })
    expect(customer.quiet).toMatchObject([{ until, by: lilei }])
    expect(silent(customer, 'welcome')).toBe(true)
    world.clock.advance(30 * dayMs - 1)
    await world.customers.sweep()
    expect(silent(await fresh(customer))).toBe(true)
    world.clock.advance(1)
    expect(silent(await fresh(customer))).toBe(false)
    await world.customers.sweep()
    const after = await fresh(customer)
    expect(after.quiet).toBeUndefined()
    expect(quietTag(after)).toBeUndefined()
    expect(after.traits).toEqual({ tier: 'none' })
  })

  it('leaves a tag that somebody put on themselves, before or since', async () => {
    const before = await world.customers.change(
      (await world.aCustomer())._id,
      { addTags: [{ name: '勿扰', kind: 'manual' }] },
      key(),
    )
    const since = await world.aCustomer()
    for (const { _id } of [before, since]) {
      await world.customers.quieten(_id, { channels: 'all', until: inDays(1), by: member }, key())
    }
    await world.customers.change(since._id, { addTags: [{ name: '勿扰', kind: 'rule' }] }, key())
    world.clock.advance(dayMs)
    await world.customers.sweep()
    for (const customer of [before, since]) {
      const after = await fresh(customer)
      expect(after.quiet).toBeUndefined()
      expect(quietTag(after)?.from).toBeUndefined()
      expect(quietTag(after)).toBeDefined()
    }
  })

  it('is lifted by whoever takes the tag off, and only what held over every channel', async () => {
    const { _id } = await world.aCustomer()
    await world.customers.quieten(_id, { channels: 'all', until: null, by: lilei }, key())
    await world.customers.quieten(_id, { channels: ['email'], until: null, by: lilei }, key())
    const after = await world.customers.change(_id, { removeTags: ['勿扰'] }, key())
    expect(silent(after, 'sms')).toBe(false)
    expect(silent(after, 'email')).toBe(true)
  })

  it('lifted takes the tag off whoever put it on, and what was set of single channels', async () => {
    const { _id } = await world.aCustomer()
    await world.customers.change(_id, { addTags: [{ name: '勿扰', kind: 'manual' }] }, key())
    await world.customers.quieten(_id, { channels: ['sms'], until: null, by: lilei }, key())
    const after = await world.customers.unquieten(_id, { channels: 'all', by: member }, key())
    expect(after.quiet).toBeUndefined()
    expect(quietTag(after)).toBeUndefined()
  })
})

describe('勿扰 over one channel', () => {
  it('puts no tag on, and leaves the others alone; the welcome is read where WeCom is', async () => {
    const customer = await world.customers.quieten(
      (await world.aCustomer())._id,
      { channels: ['wecom'], until: inDays(3), by: lilei },
      key(),
    )
    expect(quietTag(customer)).toBeUndefined()
    expect(silent(customer, 'wecom')).toBe(true)
    expect(silent(customer, 'welcome')).toBe(true)
    expect(silent(customer, 'sms')).toBe(false)
    expect(quietOnAll(customer, world.clock.now())).toBeNull()
  })
})

it('what different causes set stands side by side: the one that lasts longest holds, and each lifts only its own', async () => {
  const { _id } = await world.aCustomer()
  const [short, good] = [key(), key()]
  await world.customers.quieten(_id, { channels: 'all', until: inDays(30), by: lilei }, short)
  const both = await world.customers.quieten(_id, { channels: 'all', until: null, by: member }, good)
  expect(quietOn(both, 'sms', world.clock.now())).toMatchObject({ cause: good })
  const one = await world.customers.unquieten(
    _id,
    { channels: 'all', by: member, only: ({ cause }) => cause === good },
    key(),
  )
  expect(quietOn(one, 'sms', world.clock.now())).toMatchObject({ cause: short })
  expect(quietTag(one)).toBeDefined()
})

it('is set once per key, also by two at once, and never lost beside other changes', async () => {
  const { _id } = await world.aCustomer()
  const once = key()
  const wish = { channels: ['sms', 'email'], until: null, by: lilei } as const
  await Promise.all([
    world.customers.quieten(_id, wish, once),
    world.another().quieten(_id, wish, once),
    world.another().change(_id, { addTags: [{ name: 'VIP', kind: 'manual' }] }, key()),
    world.customers.quieten(_id, { channels: 'all', until: null, by: member }, key()),
  ])
  const after = (await world.customers.find(_id)) as Customer
  expect(after.quiet?.map(({ channel = 'all' }) => channel).sort()).toEqual(['all', 'email', 'sms'])
  expect(after.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(['VIP', '勿扰']))
  await world.customers.unquieten(_id, { channels: 'all', by: member }, key())
  // Heard again, it is nothing new.
  expect((await world.customers.quieten(_id, wish, once)).quiet).toBeUndefined()
})

it('tells each change with who made it and where, and of the end that nobody did', async () => {
  const { _id } = await world.aCustomer()
  const until = inDays(1)
  await world.customers.quieten(_id, { channels: ['sms'], until, by: lilei }, key())
  await world.customers.unquieten(_id, { channels: ['sms'], by: member }, key())
  await world.customers.quieten(_id, { channels: ['sms'], until, by: lilei }, key())
  world.clock.advance(dayMs)
  await world.customers.sweep()
  const told = await world.events({ customerId: _id, name: 'customer.quiet_changed' })
  expect(told.map(({ props }) => props)).toEqual([
    { channel: 'sms', old: null, new: until, who: 'staff', by: 'lilei', from: 'sidebar' },
    { channel: 'sms', old: until, new: null, who: 'member', by: 'm1', from: 'customerPage' },
    { channel: 'sms', old: null, new: until, who: 'staff', by: 'lilei', from: 'sidebar' },
    { channel: 'sms', old: until, new: null },
  ])
})

it.each([
  ['an end that is over', { channels: 'all', until: new Date(0) }],
  ['an end nobody lives to see', { channels: 'all', until: new Date('2100-01-01') }],
  ['no time', { channels: 'all', until: new Date(Number.NaN) }],
  ['no channel', { channels: [], until: null }],
] as const)('refuses %s, and changes nothing', async (_, wish) => {
  const { _id } = await world.aCustomer()
  const asked = world.customers.quieten(_id, { ...wish, by: lilei }, key())
  await expect(asked).rejects.toMatchObject({ code: 'request.malformed' })
  expect((await world.customers.find(_id))?.quiet).toBeUndefined()
})

it('two who become one are left alone by the stricter of both', async () => {
  const n = ++keys
  const origin = { source: 'test', at: world.clock.now() }
  const external: IdentityClaim = { kind: 'external', corp: 'ww', value: `e${n}` }
  const openid: IdentityClaim = { kind: 'openid', appid: 'wx', value: `o${n}` }
  const unionid: IdentityClaim = { kind: 'unionid', value: `u${n}` }
  const visitor = await world.customers.getOrCreate([openid], origin)
  const friend = await world.customers.getOrCreate([external], origin)
  await world.customers.quieten(visitor._id, { channels: 'all', until: inDays(2), by: lilei }, key())
  await world.customers.change(friend._id, { addTags: [{ name: '勿扰', kind: 'rule' }] }, key())
  await world.customers.quieten(friend._id, { channels: ['sms'], until: null, by: member }, key())
  await world.customers.addClaims(visitor._id, [unionid], 'test')
  const one = await world.customers.addClaims(friend._id, [unionid], 'test')
  expect(one._id).toBe(visitor._id)
  expect(one.quiet).toHaveLength(2)
  world.clock.advance(2 * dayMs)
  await world.customers.sweep()
  const after = await fresh(one)
  expect(silent(after, 'sms')).toBe(true)
  expect(silent(after, 'email')).toBe(false)
  // What a flow had put on one of them outlives what was set of the other for two days.
  expect(quietTag(after)).toMatchObject({ kind: 'rule' })
})

it('can be seen as it was at a moment', async () => {
  const customer = await world.aCustomer()
  world.clock.advance(1_000)
  const until = inDays(9)
  await world.customers.quieten(customer._id, { channels: ['email'], until, by: lilei }, key())
  const at = world.clock.now()
  world.clock.advance(1_000)
  await world.customers.unquieten(customer._id, { channels: 'all', by: member }, key())
  const events = await world.events({ customerId: customer._id })
  const then = customerAsOf(await fresh(customer), events, at)
  expect(then?.quiet).toMatchObject([{ channel: 'email', until, by: lilei }])
  expect(customerAsOf(await fresh(customer), events, new Date(at.getTime() - 500))?.quiet).toBeUndefined()
})
