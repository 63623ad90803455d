import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { commandsDuring } from '../../test/testing/store-commands.ts'
import type { ListedFollow, Newcomer } from './contract.ts'
import { storesDyingAt } from './testing/crash.ts'
import { createWorld, testSealing, type World } from './testing/world.ts'

const corp = 'ww1'
const yearsAgo = new Date('2023-05-01T10:00:00+08:00')

let world: World
let told: KeluEvent[]
beforeEach(async () => {
  world = await createWorld()
  told = []
  world.customers.listen(async (event) => void told.push(event))
})
afterEach(() => world.drop())

const listed = (more: Partial<ListedFollow> = {}): ListedFollow => ({
  corp,
  staff: 'LiHua',
  since: yearsAgo,
  listedAt: world.clock.now(),
  ...more,
})
const someone = (n: number, more: Partial<Newcomer['facts']> = {}): Newcomer => ({
  claims: [
    { kind: 'external', corp, value: `wm${n}` },
    { kind: 'unionid', value: `u${n}` },
  ],
  origin: { source: 'wecom', at: yearsAgo },
  facts: {
    setProfile: { nickname: `老友${n}`, sourceChannel: '企业微信' },
    setReach: { wecom: { state: 'reachable' } },
    setOwner: 'LiHua',
    listedFollow: listed({ remark: '王姐', phones: ['13900000001'], addWay: 1 }),
    pairTags: {
      ...{ corp, staff: 'LiHua', ids: ['et1'], readAt: new Date(yearsAgo), takenOffAt: new Map() },
      tagOf: (id) => (id === 'et1' ? { id, tag: '高意向', wins: 'wecom', isGone: false } : undefined),
    },
    ...more,
  },
  past: [
    {
      _id: `added-${n}`,
      name: 'wecom.friend_added',
      at: yearsAgo,
      props: { staff: 'LiHua' },
      source: 'wecom',
    },
  ],
})
const found = async (n: number): Promise<Customer> => {
  const customer = await world.customers.findByIdentity(`external:${corp}:wm${n}`)
  if (customer === null) throw new Error(`nobody has wm${n}`)
  return customer
}
const bear = (people: Newcomer[], segmentsOf: (customer: Customer) => string[] = () => []) =>
  world.customers.bear(people, { segmentsOf })

describe('people who were there before we looked', () => {
  it('are whole from the beginning, in the segments they fit, and nobody is told', async () => {
    await bear([someone(1), someone(2)], ({ tags }) => (tags.length > 0 ? ['friends'] : []))
    const customer = await found(1)
    expect(customer).toMatchObject({
      unionid: 'unionid:u1',
      owner: 'LiHua',
      profile: { nickname: '老友1', registeredAt: yearsAgo },
      reach: { wecom: { state: 'reachable' } },
      follows: [{ corp, staff: 'LiHua', since: yearsAgo, addWay: 1, labels: { ids: ['et1'] } }],
      traits: { lastSeenAt: yearsAgo },
      segments: ['friends'],
      outbox: [],
    })
    expect(customer.tags.map(({ name, from }) => [name, from])).toEqual(
      expect.arrayContaining([
        ['高意向', 'wecom'],
        ['来源:企业微信', undefined],
        ['注册:2023年5月', undefined],
      ]),
    )
    expect((await world.events({ customerId: customer._id })).map(({ name, open }) => [name, open])).toEqual(
      expect.arrayContaining([
        ['customer.created', undefined],
        ['wecom.friend_added', undefined],
      ]),
    )
    await world.customers.sweep()
    expect(told).toEqual([])
  })

  it('keep the words and numbers of the member sealed, and nobody is found or reached by such a number', async () => {
    await bear([someone(1)])
    const [follow] = (await found(1)).follows
    expect(follow?.remark && testSealing.unseal(follow.remark)).toBe('王姐')
    expect(follow?.phones?.map(testSealing.unseal)).toEqual(['13900000001'])
    expect(JSON.stringify(await world.raw('customers', {}))).not.toMatch(/王姐|13900000001/)
    expect(world.customers.friendsInClear(await found(1))).toMatchObject([
      { staff: 'LiHua', remark: '王姐', phones: ['13900000001'] },
    ])
    expect((await found(1)).profile.phone).toBeUndefined()
    expect(await world.customers.findByPhone('13900000001')).toEqual([])
  })

  // Ids, what was refused under them before an erasure, events, people.
  it('are a hundred in four commands', async () => {
    const crowd = Array.from({ length: 100 }, (_, n) => someone(n))
    const commands = await commandsDuring(world.connection, () => bear(crowd))
    expect(await world.raw('customers', {})).toHaveLength(100)
    expect(commands.length).toBeLessThanOrEqual(4)
  })

  it('who are known by one of their ids are given back and left as they are', async () => {
    const known = await world.customers.getOrCreate([{ kind: 'unionid', value: 'u1' }], {
      source: 'miniprogram',
      at: world.clock.now(),
    })
    const left = await bear([someone(1), someone(2)])
    expect(left.map(({ claims }) => claims[0])).toEqual([{ kind: 'external', corp, value: 'wm1' }])
    const again = await world.customers.getOrCreate(left[0]?.claims ?? [], {
      source: 'wecom',
      at: yearsAgo,
      history: true,
    })
    expect(again._id).toBe(known._id)
    expect(again.ids).toEqual([`unionid:u1`, `external:${corp}:wm1`])
    expect(await world.raw('customers', { mergedInto: null })).toHaveLength(2)
    expect(told.map(({ name }) => name)).toEqual(['customer.created', 'customer.merged'])
  })

  it('of one id in one call are one person', async () => {
    const twin: Newcomer = {
      ...someone(2),
      claims: [...someone(2).claims.slice(0, 1), { kind: 'unionid', value: 'u1' }],
    }
    expect(await bear([someone(1), twin])).toEqual([twin])
    expect(await world.raw('customers', {})).toHaveLength(1)
  })

  it('whose writing down was cut off anywhere are there once, as history, when they are asked for again', async () => {
    for (let write = 1; write <= 3; write += 1) {
      const dying = world.another(storesDyingAt(world.stores, write))
      await expect(dying.bear([someone(write)], { segmentsOf: () => [] })).rejects.toThrow('died before')
      const left = await bear([someone(write)])
      for (const { claims } of left) {
        await world.customers.getOrCreate(claims, { source: 'wecom', at: yearsAgo, history: true })
      }
      const created = await world.events({ customerId: (await found(write))._id, name: 'customer.created' })
      expect(created, `died before write ${write}`).toMatchObject([{ history: true }])
    }
    expect(told).toEqual([])
  })
})

describe('what is learnt of somebody who is known', () => {
  it('is kept as history that nobody is told of, and the second time nothing is written', async () => {
    const customer = await world.aCustomer()
    told.length = 0
    const change = { ...someone(1).facts, listedFollow: listed({ remark: '王姐' }) }
    const { customer: after, isNew } = await world.customers.learn(customer, change)
    expect(isNew).toBe(true)
    const changes = await world.events({ customerId: customer._id, seq: { $gt: 1 } })
    expect(changes.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'customer.tag_added',
        'customer.owner_changed',
        'customer.reach_changed',
        'customer.profile_changed',
      ]),
    )
    expect(changes.every(({ history, open }) => history === true && open === undefined)).toBe(true)
    expect(told).toEqual([])
    const again = await world.customers.learn(after, change)
    expect(again).toEqual({ customer: expect.objectContaining({ rev: after.rev }), isNew: false })
  })

  it('as an event moves what follows from it, and is told to nobody', async () => {
    const customer = await world.aCustomer()
    told.length = 0
    world.observed.length = 0
    const added = world.event(customer, 'wecom.friend_added', { at: yearsAgo, history: true })
    await world.customers.hear(added)
    await world.customers.sweep()
    expect((await world.customers.find(customer._id))?.traits.lastSeenAt).toEqual(yearsAgo)
    expect(world.observed).toEqual([])
    expect(told).toEqual([])
  })
})
