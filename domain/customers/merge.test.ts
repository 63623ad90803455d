import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { IdentityClaim } from './contract.ts'
import { storesDyingAt } from './testing/crash.ts'
import { createWorld, type World } from './testing/world.ts'

// Crashing at every write takes a while when the machine is busy.
vi.setConfig({ testTimeout: 60_000 })

describe('merging two customers', () => {
  let world: World
  let n = 0
  beforeAll(async () => {
    world = await createWorld()
  })
  afterAll(() => world.drop())

  const origin = { source: 'test', at: new Date('2026-03-02T00:00:00Z') }

  /** A visitor and a WeCom friend who will turn out to be one person, both with a past. */
  async function twoWhoAreOne() {
    const { customers, stores } = world
    const id = `${++n}`
    const openid: IdentityClaim = { kind: 'openid', appid: 'wx', value: `o${id}` }
    const unionid: IdentityClaim = { kind: 'unionid', value: `u${id}` }
    const external: IdentityClaim = { kind: 'external', corp: 'ww', value: `e${id}` }
    const visitor = await customers.getOrCreate([openid], origin)
    const friend = await customers.getOrCreate([external, unionid], origin)
    await customers.change(
      visitor._id,
      { addTags: [{ name: '访客', kind: 'manual' }], credit: { templateId: 't', by: 1 } },
      'v',
    )
    await customers.change(
      friend._id,
      {
        addTags: [{ name: '好友', kind: 'manual' }],
        credit: { templateId: 't', by: 2 },
        setConsent: { sms: { state: 'refused', source: 't' } },
      },
      'f',
    )
    await customers.hear(world.event(visitor, 'order.paid', { props: { orderId: `a${id}`, amountFen: 100 } }))
    await customers.hear(world.event(friend, 'order.paid', { props: { orderId: `b${id}`, amountFen: 200 } }))
    await stores.customers.joinSegment(friend._id, 's1')
    await stores.customers.claimOpenTask(friend._id, `task${id}`)
    return { id, openid, unionid, external, visitor, friend }
  }

  /** Stopped where the loser is closed and the survivor does not have anything of theirs yet. */
  async function halfMerged() {
    const { customers, stores } = world
    const two = await twoWhoAreOne()
    await customers.change(two.friend._id, { setProfile: { phone: '+8613800000000' } }, 'phone')
    const friend = (await customers.find(two.friend._id)) as Customer
    await stores.customers.intendMerge(two.visitor._id, friend._id)
    await stores.customers.markMerged(friend, two.visitor._id)
    return { visitor: two.visitor._id, friend: friend._id }
  }

  it('never shows a survivor, to whoever asks for the other, without what the other knew', async () => {
    const one = await halfMerged()
    expect(await world.customers.find(one.friend)).toMatchObject({
      _id: one.visitor,
      profile: { phone: expect.anything() },
      mergedFrom: [one.friend],
    })
    const many = await halfMerged()
    const found = await world.customers.findMany([many.friend, many.visitor])
    expect(found.get(many.friend)).toMatchObject({ _id: many.visitor, mergedFrom: [many.friend] })
    // One person to whoever counts them, under both ids.
    expect(found.get(many.visitor)).toBe(found.get(many.friend))
  })

  it('tells what the other did with the whole person, also when nobody has finished the merge', async () => {
    const own = world.another()
    const told = new Map<string, string[]>()
    own.listen(async ({ name }, { mergedFrom }) => void told.set(name, mergedFrom))
    const { friend, visitor } = await halfMerged()
    const loser = (await world.stores.customers.find(friend)) as Customer
    await own.hear(world.event(loser, 'product.viewed'))
    expect(told.get('product.viewed')).toEqual([friend])
    expect((await own.find(visitor))?.traits.productViews).toBe(1)
  })

  const settled = (customer: Customer, id: string) => ({
    tags: customer.tags.map(({ name }) => name).sort(),
    ids: customer.ids.length,
    unionid: customer.unionid === `unionid:u${id}`,
    ordersCount: customer.traits.ordersCount,
    spend: customer.traits.spend365Fen,
    credits: customer.credits,
    sms: customer.consent.sms?.state,
    segments: customer.segments,
    openTask: customer.openTaskId === `task${id}`,
    mergedFrom: customer.mergedFrom.length,
    merging: customer.merging,
    outbox: customer.outbox,
  })
  const expected = {
    tags: ['好友', '已购买', '复购', '潜力', '访客', '注册:2026年3月'].sort(),
    ids: 3,
    unionid: true,
    ordersCount: 2,
    spend: 300,
    credits: { t: 3 },
    sms: 'refused',
    segments: ['s1'],
    openTask: true,
    mergedFrom: 1,
    merging: [],
    outbox: [],
  }

  async function sweepAll() {
    world.clock.advance(30_000)
    for (let rounds = 0; rounds < 10 && (await world.customers.sweep()) > 0; rounds++);
  }

  it('keeps everything both had, and whoever asks for the loser gets the survivor', async () => {
    const { id, openid, unionid, visitor, friend } = await twoWhoAreOne()
    const one = await world.customers.getOrCreate([openid, unionid], origin)
    expect(one._id).toBe(visitor._id)
    expect(settled((await world.customers.find(friend._id))!, id)).toEqual(expected)
    const both = await world.customers.findMany([friend._id, visitor._id, 'c_nobody'])
    expect([...both.entries()].map(([asked, { _id }]) => [asked, _id])).toEqual([
      [friend._id, visitor._id],
      [visitor._id, visitor._id],
    ])
    const orders = await world.customers.history(one, ['order.paid'], new Date(0))
    expect(orders.map(({ customerId }) => customerId)).toEqual([visitor._id, friend._id])
  })

  it('says so once, with what changed', async () => {
    const { openid, unionid, visitor, friend } = await twoWhoAreOne()
    await Promise.all(Array.from({ length: 8 }, () => world.another().getOrCreate([openid, unionid], origin)))
    const said = await world.events({ customerId: visitor._id, name: 'customer.merged' })
    expect(said).toHaveLength(1)
    expect(said[0]?.props).toMatchObject({ from: friend._id })
    expect(said[0]?.props.changes).toContainEqual({
      name: 'customer.consent_changed',
      channel: 'sms',
      old: null,
      new: 'refused',
      source: 't',
    })
  })

  it('comes to the same end wherever a crash stops it', async () => {
    // Every crash first, then one sweep for all of them.
    const cases = []
    for (let stop = 1, died = true; died; stop++) {
      expect(stop).toBeLessThan(60)
      const pair = await twoWhoAreOne()
      const doomed = world.another(storesDyingAt(world.stores, stop))
      died = await doomed.getOrCreate([pair.openid, pair.unionid], origin).then(
        () => false,
        () => true,
      )
      const left = (await world.stores.customers.find(pair.visitor._id))!
      cases.push({ ...pair, stop, begun: (left.merging?.length ?? 0) > 0 || left.mergedFrom.length > 0 })
    }
    await sweepAll()
    for (const { id, friend, stop, begun } of cases) {
      if (!begun) continue
      expect(settled((await world.customers.find(friend._id))!, id), `died before write ${stop}`).toEqual(
        expected,
      )
    }
    expect(cases.filter(({ begun }) => begun).length).toBeGreaterThan(4)

    await Promise.all(
      cases.map(async ({ id, openid, unionid, external, visitor, friend, stop }) => {
        // The inbox, or the person's next visit, brings the same claims again.
        await world.customers.getOrCreate([openid, unionid], origin)
        for (const claim of [openid, external, unionid]) {
          const found = await world.customers.findByIdentity(world.customers.identityKey(claim))
          expect(found?._id, `died before write ${stop}`).toBe(visitor._id)
        }
        expect(settled((await world.customers.find(visitor._id))!, id), `died before write ${stop}`).toEqual(
          expected,
        )
        const told = await world.events({ customerId: { $in: [visitor._id, friend._id] } })
        expect(told.filter(({ name }) => name === 'customer.merged')).toHaveLength(1)
        expect(told.filter(({ open }) => open)).toEqual([])
      }),
    )
  })

  it('loses no event that arrives for either of them while they become one', async () => {
    const { openid, unionid, visitor, friend } = await twoWhoAreOne()
    const views = Array.from({ length: 10 }, (_, i) =>
      world.event(i % 2 ? visitor : friend, 'product.viewed'),
    )
    await Promise.all([
      world.customers.getOrCreate([openid, unionid], origin),
      ...views.map((view) => world.another().hear(view)),
    ])
    await sweepAll()
    expect((await world.customers.find(visitor._id))?.traits.productViews).toBe(10)
  })

  it('takes over cap slots once, newest first', async () => {
    const { openid, unionid, visitor, friend } = await twoWhoAreOne()
    const raw = world.stores.customers
    const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 1, minute))
    const slots = {
      [visitor._id]: [{ touch: 'x', at: at(3) }],
      [friend._id]: [
        { touch: 'y', at: at(5) },
        { touch: 'x', at: at(3) },
      ],
    }
    for (const [id, held] of Object.entries(slots)) await world.setSlots(id, held)
    await world.customers.getOrCreate([openid, unionid], origin)
    expect((await raw.find(visitor._id))?.slots.map(({ touch }) => touch)).toEqual(['y', 'x'])
  })

  it('leaves the survivor the task they had; the other stays with the loser', async () => {
    const { id, openid, unionid, visitor, friend } = await twoWhoAreOne()
    await world.stores.customers.claimOpenTask(visitor._id, `own${id}`)
    await world.customers.getOrCreate([openid, unionid], origin)
    expect(await world.stores.customers.claimOpenTask(friend._id, 'another')).toBe(`own${id}`)
    await world.stores.customers.releaseOpenTask(friend._id, `own${id}`)
    expect((await world.customers.find(visitor._id))?.openTaskId).toBeUndefined()
  })

  it('follows chains: three who turn out to be one, in any order', async () => {
    const phone = (value: string): IdentityClaim => ({ kind: 'phone', value, verified: true })
    const o = (value: string): IdentityClaim => ({ kind: 'openid', appid: 'wx', value })
    const id = ++n
    const [p1, p2] = [`1390000${1000 + id}`, `1380000${1000 + id}`]
    const [a, b, c] = [
      await world.customers.getOrCreate([o(`ca${id}`)], origin),
      await world.customers.getOrCreate([o(`cb${id}`), phone(p1)], origin),
      await world.customers.getOrCreate([o(`cc${id}`), phone(p2)], origin),
    ]
    await Promise.all([
      world.another().getOrCreate([o(`ca${id}`), phone(p1)], origin),
      world.another().getOrCreate([o(`cb${id}`), phone(p2)], origin),
      world.another().getOrCreate([o(`cc${id}`), phone(p1)], origin),
    ])
    await sweepAll()
    const found = await Promise.all([a, b, c].map(({ _id }) => world.customers.find(_id)))
    expect(new Set(found.map((customer) => customer?._id)).size).toBe(1)
    expect(found[0]?.mergedFrom).toHaveLength(2)
  })
})
