import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { IdentityClaim } from './contract.ts'
import { createWorld, type World } from './testing/world.ts'

const noon = new Date('2026-03-02T04:00:00Z')
const origin = { source: 'test', at: noon }

const unionid = (value: string): IdentityClaim => ({ kind: 'unionid', value })
const openid = (value: string): IdentityClaim => ({ kind: 'openid', appid: 'wx1', value })
const external = (value: string): IdentityClaim => ({ kind: 'external', corp: 'ww1', value })
const ext = (value: string): IdentityClaim => ({ kind: 'ext', system: 'crm', value })
const proven = (value: string): IdentityClaim => ({ kind: 'phone', value, verified: true })
const typed = (value: string): IdentityClaim => ({ kind: 'phone', value, verified: false })

describe('who is behind identity claims', () => {
  let world: World
  let n = 0
  const fresh = (name: string) => `${name}${++n}`
  const freshPhone = () => `138${String(++n).padStart(8, '0')}`

  beforeAll(async () => {
    world = await createWorld()
  })
  afterAll(() => world.drop())

  const get = (...claims: IdentityClaim[]) => world.customers.getOrCreate(claims, origin)
  const same = (a: Customer, b: Customer) => expect(a._id).toBe(b._id)
  const apart = (a: Customer, b: Customer) => expect(a._id).not.toBe(b._id)
  const now = async (customer: Customer) => (await world.customers.find(customer._id)) as Customer

  it('creates one customer however many callers race with the same claims', async () => {
    const claims = [openid(fresh('o')), unionid(fresh('u')), proven(freshPhone())]
    const found = await Promise.all(Array.from({ length: 50 }, () => get(...claims)))
    expect(new Set(found.map(({ _id }) => _id)).size).toBe(1)
    const events = await world.events({ customerId: found[0]!._id, name: 'customer.created' })
    expect(events).toHaveLength(1)
    expect(await world.raw('customers', { ids: world.customers.identityKey(claims[0]!) })).toHaveLength(1)
  })

  it('finds one person when callers race with claims that only overlap', async () => {
    const [o, e, u] = [openid(fresh('o')), external(fresh('e')), unionid(fresh('u'))]
    await Promise.all([get(o), get(o, u), get(e), get(e, u), get(u), get(o, u), get(e, u)])
    const everywhere = await Promise.all([get(o), get(e), get(u)])
    expect(new Set(everywhere.map(({ _id }) => _id)).size).toBe(1)
  })

  it('makes two customers one when a unionid proves it, and the older one stays', async () => {
    const [o, e, u] = [openid(fresh('o')), external(fresh('e')), unionid(fresh('u'))]
    const visitor = await get(o)
    world.clock.advance(1_000)
    const friend = await get(e, u)
    apart(visitor, friend)
    const one = await get(o, u)
    same(one, visitor)
    expect(one.mergedFrom).toEqual([friend._id])
    same(await now(friend), visitor)
    same(await get(e), visitor)
  })

  it('makes two customers one when the platform proves the phone', async () => {
    const phone = freshPhone()
    const lead = await get(typed(phone))
    const visitor = await get(openid(fresh('o')))
    const one = await world.customers.addClaims(visitor._id, [proven(phone)], 'test')
    same(await now(lead), one)
    same(await now(visitor), one)
    expect(one.profile.phoneVerified).toBe(true)
  })

  it('does not make two customers one because of a phone that was typed', async () => {
    const phone = freshPhone()
    const lead = await get(typed(phone))
    const visitor = await get(openid(fresh('o')))
    const after = await world.customers.addClaims(visitor._id, [typed(phone)], 'test')
    same(after, visitor)
    apart(await now(lead), await now(visitor))
    expect(after.profile.phoneVerified).toBe(false)
    expect(world.customers.reveal(after).phone).toBe(`+86${phone}`)
    // The id stays with the lead, yet both are found by the number.
    same((await world.customers.findByIdentity(world.customers.identityKey(typed(phone))))!, lead)
    const both = await world.customers.findByPhone(phone)
    expect(both.map(({ _id }) => _id).sort()).toEqual([lead._id, visitor._id].sort())
  })

  it('does not hand a profile to somebody new who types its phone while logged in', async () => {
    const phone = freshPhone()
    const owner = await get(openid(fresh('o')), proven(phone))
    const stranger = await get(openid(fresh('o')), typed(phone))
    apart(stranger, owner)
  })

  it('does not merge somebody who merely typed a number with the person it is proven for', async () => {
    const phone = freshPhone()
    const typist = await get(openid(fresh('o')), typed(phone))
    const owner = await get(openid(fresh('o')), proven(phone))
    apart(owner, typist)
    expect(owner.profile.phoneVerified).toBe(true)
    same((await world.customers.findByIdentity(world.customers.identityKey(typed(phone))))!, owner)
    expect((await now(typist)).profile.phoneVerified).toBe(false)
  })

  it('lists an id with nobody but its owner, though it is proven elsewhere while it is being typed', async () => {
    const phone = freshPhone()
    const [typist, prover] = [openid(fresh('o')), openid(fresh('o'))]
    const { identities } = world.stores
    const interrupted: typeof identities = {
      ...identities,
      async claim(identity) {
        const stored = await identities.claim(identity)
        if (identity._id.startsWith('phone:')) await get(prover, proven(phone))
        return stored
      },
    }
    const slow = world.another({ ...world.stores, identities: interrupted })
    const customer = await slow.getOrCreate([typist, typed(phone)], origin)
    const key = world.customers.identityKey(typed(phone))
    expect((await now(customer)).ids).not.toContain(key)
    const owner = (await world.customers.findByIdentity(key))!
    same(owner, await get(prover))
    expect(owner.ids).toContain(key)
  })

  it('does not hand a typist their profile to whoever proves the number and is known by nothing else', async () => {
    const phone = freshPhone()
    const typist = await get(openid(fresh('o')), typed(phone))
    const owner = await get(proven(phone))
    apart(owner, typist)
    same(await get(proven(phone)), owner)
  })

  it('keeps two unionids apart: the proven phone moves to whoever proved it last', async () => {
    const phone = freshPhone()
    const before = await get(unionid(fresh('u')), proven(phone))
    const after = await get(unionid(fresh('u')), proven(phone))
    apart(before, after)
    expect(world.customers.reveal(after).phone).toBe(`+86${phone}`)
    expect(world.customers.reveal(await now(before)).phone).toBeUndefined()
    same(await get(proven(phone)), after)
  })

  it('moves an openid to the person whose unionid the platform names with it', async () => {
    const [o, phone] = [openid(fresh('o')), freshPhone()]
    const shared = await get(o, proven(phone))
    await world.customers.addClaims(shared._id, [unionid(fresh('u'))], 'test')
    const other = await get(o, unionid(fresh('u')))
    apart(other, shared)
    same(await get(o), other)
  })

  it('refuses to give a customer a second unionid', async () => {
    const u = unionid(fresh('u'))
    const customer = await get(u)
    const o = openid(fresh('o'))
    const after = await world.customers.addClaims(customer._id, [unionid(fresh('u')), o], 'test')
    expect(after.ids).toEqual([world.customers.identityKey(u)])
    apart(await get(o), customer)
  })

  it('leaves two customers apart that nothing proves to be one; the first claim that exists decides', async () => {
    const [x, o] = [ext(fresh('x')), openid(fresh('o'))]
    const a = await get(x)
    const b = await get(o)
    same(await get(x, o), a)
    same(await get(o, x), b)
    apart(await now(a), await now(b))
  })

  it('finds the lead again by the same typed phone, written differently', async () => {
    const phone = freshPhone()
    const lead = await get(typed(`+86 ${phone.slice(0, 3)}-${phone.slice(3)}`))
    same(await get(typed(phone), ext(fresh('x'))), lead)
    same(await get(typed(`0086${phone}`)), lead)
  })

  it('goes on where a crash stopped between writing an identity and its customer', async () => {
    const o = openid(fresh('o'))
    const key = world.customers.identityKey(o)
    await world.stores.identities.claim({
      _id: key,
      customerId: 'c_lost',
      verified: false,
      source: 't',
      at: noon,
    })
    const customer = await get(o)
    expect(customer._id).toBe('c_lost')
    expect(await world.events({ customerId: 'c_lost', name: 'customer.created' })).toHaveLength(1)
  })

  it('takes a new id to whom a proven phone leads, and the phone to whom a known id leads', async () => {
    const [o, phone] = [openid(fresh('o')), freshPhone()]
    const lead = await get(proven(phone))
    same(await get(o, proven(phone)), lead)
    const other = freshPhone()
    same(await get(o, proven(other)), lead)
    expect(world.customers.reveal(await now(lead)).phone).toBe(`+86${other}`)
  })

  it('refuses claims that cannot be one', async () => {
    const bad: IdentityClaim[][] = [
      [],
      [typed('12345')],
      [unionid('')],
      [unionid('a b')],
      [{ kind: 'openid', appid: 'a:b', value: 'o' }],
      [unionid('u-a'), unionid('u-b')],
    ]
    for (const claims of bad)
      await expect(get(...claims)).rejects.toMatchObject({ code: 'identity.malformed' })
  })

  it('stores no phone in clear, neither in the profile nor as an id', async () => {
    const phone = freshPhone()
    const customer = await get(openid(fresh('o')), proven(phone))
    await world.customers.change(
      customer._id,
      { setProfile: { email: 'li@example.com', realName: '李四' } },
      'c1',
    )
    const stored = JSON.stringify([
      await world.raw('customers', { _id: customer._id }),
      await world.raw('identities', { customerId: customer._id }),
      await world.events({ customerId: customer._id }),
    ])
    for (const secret of [phone, 'li@example.com', '李四']) expect(stored).not.toContain(secret)
    const again = await now(customer)
    expect(world.customers.reveal(again)).toEqual({
      phone: `+86${phone}`,
      email: 'li@example.com',
      realName: '李四',
    })
    expect(world.customers.masked(again)).toEqual({
      phone: `${phone.slice(0, 3)}****${phone.slice(-4)}`,
      email: 'l***@example.com',
      realName: '李**',
    })
  })
})
