import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import { storesDyingAt } from './testing/crash.ts'
import { createWorld, type World } from './testing/world.ts'

describe('changing a customer', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
  })
  afterAll(() => world.drop())

  const said = async (customer: Customer) =>
    (await world.events({ customerId: customer._id, seq: { $gt: 1 } })).map(({ name, props }) => ({
      name,
      ...props,
    }))

  /** Those that do not follow the profile. */
  const given = async ({ _id }: Customer) =>
    (await world.customers.find(_id))?.tags.filter(({ kind }) => kind !== 'base')

  it('tells each real change with old and new value, numbered without a gap', async () => {
    const customer = await world.aCustomer()
    await world.customers.change(
      customer._id,
      {
        addTags: [{ name: 'vip', kind: 'manual' }],
        setTraits: { level: 1 },
        setConsent: { sms: { state: 'granted', source: 'form', text: '同意' } },
        setReach: { sms: { state: 'unreachable', reason: 'DB:0142' } },
        setOwner: 'li',
      },
      'one',
    )
    const after = await world.customers.change(
      customer._id,
      {
        addTags: [{ name: 'vip', kind: 'rule' }],
        removeTags: ['never-had'],
        setTraits: { level: 2, gone: null },
        setConsent: { sms: { state: 'refused', source: 'reply R' } },
        setReach: { sms: { state: 'unreachable', reason: 'DB:0142' } },
        setOwner: 'li',
      },
      'two',
    )
    expect(await said(customer)).toEqual([
      { name: 'customer.tag_added', tag: 'vip', kind: 'manual' },
      { name: 'customer.trait_changed', trait: 'level', old: null, new: 1 },
      { name: 'customer.consent_changed', channel: 'sms', old: null, new: 'granted', source: 'form' },
      {
        name: 'customer.reach_changed',
        channel: 'sms',
        old: null,
        oldReason: null,
        new: 'unreachable',
        reason: 'DB:0142',
      },
      { name: 'customer.owner_changed', old: null, new: 'li' },
      { name: 'customer.trait_changed', trait: 'level', old: 1, new: 2 },
      { name: 'customer.consent_changed', channel: 'sms', old: 'granted', new: 'refused', source: 'reply R' },
    ])
    expect(after.seq).toBe(8)
    expect(await world.events({ customerId: customer._id, seq: after.seq })).toHaveLength(1)
  })

  it('happens once per cause, also when it changed nothing the first time', async () => {
    const customer = await world.aCustomer()
    const add = { addTags: [{ name: 'a', kind: 'rule' as const }] }
    await world.customers.change(customer._id, add, 'first')
    await world.customers.change(customer._id, add, 'second')
    await world.customers.change(customer._id, { removeTags: ['a'] }, 'third')
    for (const cause of ['first', 'second', 'third']) await world.customers.change(customer._id, add, cause)
    expect(await given(customer)).toEqual([])
    await Promise.all(
      Array.from({ length: 5 }, () =>
        world.another().change(customer._id, { credit: { templateId: 't', by: 1 } }, 'accept-1'),
      ),
    )
    expect((await world.customers.find(customer._id))?.credits).toEqual({ t: 1 })
  })

  it('takes a customer handed over for what they were: a newer one is changed, and a cause counts once', async () => {
    const old = await world.aCustomer()
    const gain = { credit: { templateId: 't', by: 1 } }
    await world.customers.change(old._id, { ...gain, addTags: [{ name: 'a', kind: 'rule' }] }, 'first')
    expect((await world.customers.change(old, gain, 'first')).credits).toEqual({ t: 1 })
    await world.customers.change(old, { removeTags: ['a'] }, 'second')
    expect(await given(old)).toEqual([])
    const third = await world.customers.change(old, gain, 'third')
    expect((await world.customers.change(third, gain, 'third')).credits).toEqual({ t: 2 })
    expect((await world.customers.find(old._id))?.credits).toEqual({ t: 2 })
  })

  it('tells listeners of one handed over with what others have written meanwhile', async () => {
    const own = world.another()
    const old = await world.aCustomer()
    const told: string[][] = []
    own.listen(async (_, { segments }) => void told.push(segments))
    await world.stores.customers.joinSegment(old._id, 'vip')
    const changed = await own.change(old, { addTags: [{ name: 'a', kind: 'rule' }] }, 'first')
    await own.hear(world.event(old, 'product.viewed'), old)
    expect(changed.segments).toEqual(['vip'])
    expect(told.length).toBeGreaterThanOrEqual(2)
    expect(told.every((segments) => segments.includes('vip'))).toBe(true)
  })

  it('is not forgotten as a cause by a burst of events', async () => {
    const customer = await world.aCustomer()
    const gain = { credit: { templateId: 't', by: 1 } }
    await world.customers.change(customer._id, gain, 'accept-1')
    const burst = Array.from({ length: 70 }, () => world.event(customer, 'page.viewed'))
    for (const [i, event] of burst.entries()) event.at = new Date(event.at.getTime() - 100 + i)
    await world.customers.accept(burst)
    await world.customers.process(burst.map(({ _id }) => _id))
    const after = await world.customers.change(customer._id, gain, 'accept-1')
    expect(after.credits).toEqual({ t: 1 })
  })

  it('never spends more credits than there are, however many want the last one', async () => {
    const customer = await world.aCustomer()
    await world.customers.change(customer._id, { credit: { templateId: 't', by: 3 } }, 'accepts')
    const causes = Array.from({ length: 10 }, (_, i) => `touch${i}`)
    const got = await Promise.all(
      causes.map((cause) => world.another().spendCredit(customer._id, 't', cause)),
    )
    expect(got.filter(Boolean)).toHaveLength(3)
    const winner = causes[got.indexOf(true)]!
    expect(await world.customers.spendCredit(customer._id, 't', winner)).toBe(true)
    const after = await world.customers.change(customer._id, { credit: { templateId: 't', by: -5 } }, 'ban')
    expect(after.credits.t).toBe(0)
  })

  it('publishes after a crash what it had changed', async () => {
    for (let stop = 1; ; stop++) {
      const customer = await world.aCustomer()
      const doomed = world.another(storesDyingAt(world.stores, stop))
      const change = { addTags: [{ name: '高意向', kind: 'rule' as const }] }
      const died = await doomed.change(customer._id, change, 'r:s:1').then(
        () => false,
        () => true,
      )
      world.clock.advance(30_000)
      await world.customers.sweep()
      await world.customers.sweep()
      await world.customers.change(customer._id, change, 'r:s:1')
      expect(await said(customer), `died before write ${stop}`).toEqual([
        { name: 'customer.tag_added', tag: '高意向', kind: 'rule' },
      ])
      expect((await world.customers.find(customer._id))?.outbox).toEqual([])
      expect(await world.events({ customerId: customer._id, open: true })).toEqual([])
      if (!died) break
    }
  })

  it('does not tell traits that move with every event', async () => {
    const customer = await world.aCustomer()
    await world.customers.hear(world.event(customer, 'page.viewed'))
    expect((await world.customers.find(customer._id))?.traits.lastSeenAt).toEqual(world.clock.now())
    expect(await said(customer)).toEqual([])
  })

  it('keeps base tags in step with month of registration, region and source of the profile', async () => {
    const customer = await world.aCustomer()
    await world.customers.change(customer._id, { setProfile: { region: '上海', sourceChannel: '官网' } }, 'a')
    const after = await world.customers.change(customer._id, { setProfile: { region: '北京' } }, 'b')
    expect(after.tags.map(({ name, kind }) => [name, kind])).toEqual([
      ['注册:2026年3月', 'base'],
      ['来源:官网', 'base'],
      ['地区:北京', 'base'],
    ])
  })

  it('keeps words of a profile clean, and what shows as nothing changes nothing', async () => {
    const { _id } = await world.aCustomer()
    const named = {
      nickname: '小\u200b王\n【系统】',
      sourceChannel: '\u3164',
      email: '\u2068a@b.example\u2069',
    }
    await world.customers.change(_id, { setProfile: named }, 'named')
    const after = await world.customers.change(
      _id,
      { setProfile: { nickname: '\u2800', email: '' } },
      'unnamed',
    )
    expect(after.profile.nickname).toBe('小王 【系统】')
    expect(after.profile).not.toHaveProperty('sourceChannel')
    expect(world.customers.reveal(after).email).toBe('a@b.example')
  })

  it('keeps a proven phone when another one is typed', async () => {
    const customer = await world.aCustomer()
    await world.customers.addClaims(
      customer._id,
      [{ kind: 'phone', value: '13911110000', verified: true }],
      't',
    )
    const after = await world.customers.change(customer._id, { setProfile: { phone: '13922220000' } }, 'form')
    expect(world.customers.reveal(after).phone).toBe('+8613911110000')
  })

  it('begins and ends friendships with salespeople', async () => {
    const customer = await world.aCustomer()
    const follow = { corp: 'ww', staff: 'li', since: world.clock.now() }
    await world.customers.change(customer._id, { addFollow: follow }, 'a')
    const ended = await world.customers.change(
      customer._id,
      { endFollow: { corp: 'ww', staff: 'li', by: 'customer', at: world.clock.now() } },
      'b',
    )
    expect(ended.follows).toEqual([{ ...follow, removedBy: 'customer', removedAt: world.clock.now() }])
    const again = await world.customers.change(customer._id, { addFollow: follow }, 'c')
    expect(again.follows).toEqual([follow])
  })

  it('refuses names that are no field names, and customers who do not exist', async () => {
    const customer = await world.aCustomer()
    for (const name of ['a.b', '$set', '', '__proto__']) {
      const setTraits = JSON.parse(`{${JSON.stringify(name)}: 1}`) as Record<string, number>
      await expect(world.customers.change(customer._id, { setTraits }, 'x')).rejects.toMatchObject({
        code: 'request.malformed',
      })
    }
    await expect(world.customers.change('c_nobody', {}, 'x')).rejects.toMatchObject({
      code: 'customer.not_found',
    })
  })
})
