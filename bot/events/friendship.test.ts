import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Inbox } from '../../domain/inbox/inbox.ts'
import { type Breaking, breakable } from '../../test/testing/breakable.ts'
import { corp, type EdgeWorld, edgeWorld } from '../../test/testing/edge-world.ts'
import { commandsDuring } from '../../test/testing/store-commands.ts'
import { createWecomDeliveryHandler } from '../handle-delivery.ts'
import { inboxIdOf } from '../inbox-id.ts'
import { kindOf, parseEvent, welcomeCodeEnd } from '../parse-event.ts'
import { noHandOvers } from '../testing/no-hand-overs.ts'

let world: EdgeWorld
let inbox: Inbox
const noSales = { act: () => Promise.reject(new Error('no tasks here')), taskOfCard: async () => null }

/** Puts the handler behind an inbox; with `breaking`, every call it makes may fail before or after it acted. */
function inboxOf(
  breaking?: Breaking,
  more: Partial<Parameters<typeof createWecomDeliveryHandler>[0]> = {},
): Inbox {
  const { customers, outreach, platforms, channelCodes, clock, log } = world
  const { contacts, corpTags } = platforms
  const whole = { customers, outreach, contacts, corpTags }
  const seams = breaking ? breakable(whole, breaking) : whole
  const wecom = createWecomDeliveryHandler({
    corp,
    channelCodes,
    clock,
    log,
    sales: noSales,
    ...seams,
    handOvers: noHandOvers,
    tagSync: world.tagSyncOf(seams),
    ...more,
  })
  return world.inboxWith({ wecom })
}

beforeEach(async () => {
  world = await edgeWorld()
  world.platforms.people.set('wm1', {
    unionid: 'union-1',
    name: '小王',
    avatar: 'https://p.example/1.png',
    follows: [{ staff: 'lihua', since: world.clock.now(), addWay: 1 }],
  })
  inbox = inboxOf()
})
afterEach(() => world.close())

interface About {
  person?: string
  staff?: string
  change?: string
  code?: string
  state?: string
}
/** An event of now, stored; returns its inbox id. */
async function stored(about: About = {}, by = inbox): Promise<string> {
  const seconds = Math.floor(world.clock.now().getTime() / 1_000)
  const xml = `<xml><ToUserName>${corp}</ToUserName><FromUserName>sys</FromUserName><CreateTime>${seconds}</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>${about.change ?? 'add_external_contact'}</ChangeType><UserID>${about.staff ?? 'lihua'}</UserID><ExternalUserID>${about.person ?? 'wm1'}</ExternalUserID>${about.state ? `<State>${about.state}</State>` : ''}${about.code ? `<WelcomeCode>${about.code}</WelcomeCode>` : ''}</xml>`
  const event = (await parseEvent(xml))!
  const _id = inboxIdOf(event)
  await by.accept({
    _id,
    source: 'wecom',
    kind: kindOf(event),
    at: new Date(seconds * 1_000),
    urgentUntil: welcomeCodeEnd(event),
    payload: { event },
  })
  return _id
}
async function happens(about: About = {}): Promise<string> {
  const id = await stored(about)
  await inbox.process(id)
  return id
}
const customerOf = async (person = 'wm1') =>
  (await world.customers.findByIdentity(`external:${corp}:${person}`))!

describe('a new friend', () => {
  it('is welcomed, known by unionid, followed, owned, tagged on both sides, and told as an event', async () => {
    await happens({ code: 'welcome-1', state: 'store-01' })

    expect(world.platforms.welcomes).toMatchObject([{ welcomeCode: 'welcome-1' }])
    const customer = await customerOf()
    expect(customer).toMatchObject({
      ids: [`external:${corp}:wm1`, 'unionid:union-1'],
      profile: { nickname: '小王', avatarUrl: 'https://p.example/1.png', sourceChannel: '门店' },
      owner: 'lihua',
      reach: { wecom: { state: 'reachable' } },
      follows: [{ corp, staff: 'lihua', state: 'store-01' }],
    })
    expect(customer.tags.map((tag) => tag.name)).toEqual(expect.arrayContaining(['门店客户', '来源:门店']))
    expect([...(world.platforms.tags.get('lihua wm1') ?? [])]).toEqual(
      expect.arrayContaining(['门店客户', '来源:门店']),
    )
    expect(await world.events('wecom.friend_added')).toMatchObject([
      { customerId: customer._id, props: { staff: 'lihua', state: 'store-01', addWay: 1 } },
    ])
  })

  it.each([
    ['小王', '小王-包裹卡'],
    ['老客户王姐', undefined],
  ])('that their salesperson calls %s is called %s by the remark of the code', async (present, wanted) => {
    const called: string[] = []
    const codes = world.channelCodes
    const by = inboxOf(undefined, {
      channelCodes: { ...codes, ofState: (state) => ({ ...codes.ofState(state), remark: '包裹卡' }) },
      remarks: {
        async call({ staff, externalUserid, remark }) {
          called.push(`${staff} ${externalUserid} ${remark}`)
          return { kind: 'done' }
        },
      },
    })
    const person = world.platforms.people.get('wm1')
    if (person) person.follows = [{ staff: 'lihua', since: world.clock.now(), remark: present }]
    await by.process(await stored({ state: 'store-01' }, by))
    expect(called).toEqual(wanted === undefined ? [] : [`lihua wm1 ${wanted}`])
  })

  it('costs the store at most 29 commands once tags are known, of which 4 read a customer or an identity', async () => {
    await happens({ person: 'wm0', state: 'store-01', code: 'welcome-0' })
    world.platforms.welcomes.length = 0
    const id = await stored({ code: 'welcome-1', state: 'store-01' })
    const commands = await commandsDuring(world.connection, () => inbox.process(id))
    expect(world.platforms.welcomes).toHaveLength(1)
    expect(commands.length).toBeLessThanOrEqual(29)
    expect(commands.filter((name) => /^find (customers|identities)$/.test(name)).length).toBeLessThanOrEqual(
      4,
    )
  })

  it('is welcomed before others who came earlier are completed', async () => {
    const { senders, contacts } = world.platforms
    const [send, read] = [senders.welcome.send, contacts.read]
    let letGo = () => {}
    const gate = new Promise<void>((resolve) => (letGo = resolve))
    let reading = 0
    contacts.read = async (id) => {
      reading++
      await gate
      return read(id)
    }
    const early = ['wm2', 'wm3', 'wm4']
    const completing = early.map((person) => happens({ person, code: `code-${person}` }))
    await vi.waitFor(() => expect(reading).toBe(early.length), 60_000)
    // Held back by the platform: as long as this one waits for a welcome, no more than one of the others is worked on.
    senders.welcome.send = async (message, attempt) => {
      await gate
      return send(message, attempt)
    }
    const late = happens({ person: 'wm5', code: 'code-wm5' })
    const latest = happens({ person: 'wm6', code: 'code-wm6' })
    await vi.waitFor(async () => expect((await customerOf('wm6'))?.follows).toHaveLength(1), 60_000)
    expect(reading).toBe(early.length)
    letGo()
    await Promise.all([...completing, late, latest])
    expect(world.platforms.welcomes).toHaveLength(5)
    expect(await world.events('wecom.friend_added')).toHaveLength(5)
  })

  it('gets the default welcome for a state nobody defined', async () => {
    await happens({ code: 'welcome-1', state: 'unheard-of' })
    expect(world.platforms.welcomes).toHaveLength(1)
    expect((await customerOf()).profile.sourceChannel).toBe('企业微信')
  })

  it('is the customer who already came by the mini-program, when the unionid says so', async () => {
    const before = await world.customers.getOrCreate([{ kind: 'unionid', value: 'union-1' }], {
      source: 'miniprogram',
      at: world.clock.now(),
    })
    world.clock.advance(60_000)
    await happens({ code: 'welcome-1' })
    expect(await customerOf()).toMatchObject({
      _id: before._id,
      owner: 'lihua',
      profile: { nickname: '小王' },
    })
  })

  it('is welcomed at once although the platform cannot be read, and completed once it can', async () => {
    world.platforms.down.contacts = true
    const id = await happens({ code: 'welcome-1' })
    expect(world.platforms.welcomes).toHaveLength(1)
    expect(await world.stores.inbox.find(id)).toMatchObject({
      state: 'received',
      note: 'platform.unavailable',
    })
    expect(await world.events('wecom.friend_added')).toEqual([])

    for (let hour = 0; hour < 3; hour++) {
      world.clock.advance(3_600_000)
      await inbox.sweep()
    }
    world.platforms.down.contacts = false
    world.clock.advance(3_600_000)
    await inbox.sweep()
    expect(await world.stores.inbox.find(id)).toMatchObject({ state: 'done' })
    expect(world.platforms.welcomes).toHaveLength(1)
    expect((await customerOf()).profile.nickname).toBe('小王')
    expect(await world.events('wecom.friend_added')).toHaveLength(1)
  })

  it('is welcomed once when add_half and add both bring a code', async () => {
    await happens({ change: 'add_half_external_contact', code: 'welcome-1' })
    world.clock.advance(30_000)
    await happens({ change: 'add_external_contact', code: 'welcome-2' })
    expect(world.platforms.welcomes).toHaveLength(1)
    expect((await customerOf()).follows).toHaveLength(1)
  })

  it('is welcomed once also when the two are dealt with at the same moment', async () => {
    for (const person of ['wm-race-1', 'wm-race-2', 'wm-race-3', 'wm-race-4']) {
      const half = await stored({ person, change: 'add_half_external_contact', code: `${person}-half` })
      world.clock.advance(1_000)
      const full = await stored({ person, change: 'add_external_contact', code: `${person}-full` })
      const welcomes = world.platforms.welcomes.length
      await Promise.all([half, full].map((id) => inbox.process(id)))
      expect(world.platforms.welcomes.length - welcomes).toBe(1)
      expect((await customerOf(person)).follows).toHaveLength(1)
    }
  })

  it('is welcomed again after the friendship ended and began anew', async () => {
    await happens({ code: 'welcome-1' })
    world.clock.advance(86_400_000)
    await happens({ change: 'del_follow_user' })
    world.clock.advance(86_400_000)
    await happens({ code: 'welcome-2' })
    expect(world.platforms.welcomes).toHaveLength(2)
    expect((await customerOf()).reach.wecom).toMatchObject({ state: 'reachable' })
  })
})

describe('stopped between any two parts and taken up again', () => {
  it.each(['before', 'after'] as const)(
    '%s each call: one welcome, one customer, one event, all tags',
    async (when) => {
      // Until a round finds no n-th call left to break.
      let broken = 0
      for (let nth = 1; nth <= 24; nth++) {
        const person = `wm${when}${nth}`
        world.platforms.people.set(person, { unionid: `union-${person}`, name: '小李', follows: [] })
        const welcomes = world.platforms.welcomes.length
        const customers = await world.customerCount()
        const breaking: Breaking = { nth, when, happened: false }
        const dying = inboxOf(breaking)
        const id = await stored({ person, code: `code-${person}`, state: 'store-01' }, dying)
        await dying.process(id)
        if (breaking.happened) {
          broken++
          expect(await world.stores.inbox.find(id)).toMatchObject({ state: 'received', tries: 1 })
          world.clock.advance(5_000)
          await inbox.sweep()
        }

        expect(await world.stores.inbox.find(id), `call ${nth}`).toMatchObject({ state: 'done' })
        expect(world.platforms.welcomes.length - welcomes, `welcomes, call ${nth}`).toBe(1)
        expect((await world.customerCount()) - customers, `customers, call ${nth}`).toBe(1)
        const customer = await customerOf(person)
        expect(customer.ids).toContain(`unionid:union-${person}`)
        expect(customer.follows).toHaveLength(1)
        const told = await world.events('wecom.friend_added')
        expect(told.filter((event) => event.customerId === customer._id)).toHaveLength(1)
        const tags = [...(world.platforms.tags.get(`lihua ${person}`) ?? [])].sort()
        expect(tags).toEqual(['来源:门店', '注册:2026年3月', '门店客户'].sort())
        if (!breaking.happened) break
        world.clock.advance(1_000)
      }
      expect(broken).toBeGreaterThanOrEqual(8)
      expect(broken, 'rounds must go beyond the last call').toBeLessThan(24)
    },
  )
})

describe('a lost friend', () => {
  it.each([
    ['del_follow_user', 'customer'],
    ['del_external_contact', 'staff'],
  ])('%s ends the friendship by %s and leaves WeCom unreachable', async (change, by) => {
    await happens({ code: 'welcome-1' })
    world.clock.advance(60_000)
    await happens({ change })
    const customer = await customerOf()
    expect(customer.follows).toMatchObject([{ staff: 'lihua', removedBy: by }])
    expect(customer.reach.wecom).toMatchObject({ state: 'unreachable', reason: 'noFriend' })
    expect(await world.events('wecom.friend_removed')).toMatchObject([{ props: { staff: 'lihua', by } }])
  })

  it('stays reachable through another salesperson', async () => {
    await happens({ staff: 'lihua' })
    await happens({ staff: 'zhangwei' })
    world.clock.advance(60_000)
    await happens({ staff: 'lihua', change: 'del_follow_user' })
    expect((await customerOf()).reach.wecom).toMatchObject({ state: 'reachable' })
  })

  it('does not come back by an older event that is dealt with late', async () => {
    world.platforms.down.contacts = true
    await happens({ code: 'welcome-1' })
    world.clock.advance(60_000)
    await happens({ change: 'del_follow_user' })
    world.platforms.down.contacts = false
    world.clock.advance(60_000)
    await inbox.sweep()
    const customer = await customerOf()
    expect(customer.follows).toMatchObject([{ removedBy: 'customer' }])
    expect(customer.reach.wecom).toMatchObject({ state: 'unreachable' })
  })

  it.each([
    ['a removal and an adding dealt with later, in order', [1, 2], 'reachable'],
    ['an older removal dealt with after the adding', [2, 1], 'reachable'],
    ['an adding dealt with after a later removal', [1, 3, 2], 'unreachable'],
    ['two removals, the older one dealt with last', [2, 3, 1], 'unreachable'],
    ['nothing but the removal of a friendship that is heard of last', [3, 0], 'unreachable'],
  ] as const)('%s: what decides is when each happened', async (_what, order, state) => {
    const ids: string[] = []
    for (const change of [
      'add_external_contact',
      'del_follow_user',
      'add_external_contact',
      'del_follow_user',
    ]) {
      ids.push(await stored({ change }))
      world.clock.advance(20_000)
    }
    // Heard of as a customer already, e.g. by the mini-program.
    await world.customers.getOrCreate([{ kind: 'external', corp, value: 'wm1' }], {
      source: 'miniprogram',
      at: world.clock.now(),
    })
    for (const n of order) await inbox.process(ids[n]!)
    const customer = await customerOf()
    expect(customer.reach.wecom).toMatchObject({ state })
    expect(customer.follows).toHaveLength(1)
    expect(customer.follows.filter((follow) => !follow.removedAt)).toHaveLength(state === 'reachable' ? 1 : 0)
  })

  it('nobody has heard of yet waits for their adding, and is nobody’s when that does not come', async () => {
    const added = await stored({ person: 'wm7' })
    world.clock.advance(20_000)
    const removed = await happens({ person: 'wm7', change: 'del_follow_user' })
    const stranger = await happens({ person: 'wm8', change: 'del_follow_user' })
    await inbox.process(added)
    for (let tries = 0; tries < 25; tries++) {
      world.clock.advance(30_000)
      await inbox.sweep()
    }
    expect((await customerOf('wm7')).reach.wecom).toMatchObject({ state: 'unreachable' })
    expect(await world.stores.inbox.find(removed)).toMatchObject({ state: 'done' })
    expect(await world.stores.inbox.find(stranger)).toMatchObject({ state: 'ignored' })
  })
})

it('events of other kinds are kept and ignored', async () => {
  const id = await happens({ change: 'edit_external_contact' })
  expect(await world.stores.inbox.find(id)).toMatchObject({ state: 'ignored' })
})
