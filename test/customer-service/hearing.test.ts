import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { breakable } from '../testing/breakable.ts'
import { account, type KfWorld, kfWorld, wang } from './kf-world.ts'

const hour = 3_600_000
let world: KfWorld
beforeEach(async () => {
  world = await kfWorld()
})
afterEach(() => world.close())

const namesOf = (name: string) => world.eventsNamed(name)

describe('what customers write to 微信客服', () => {
  it('is heard as an event that says its kind and when, and no words', async () => {
    await world.writes('我的手机号是 13800138000')
    await world.sandbox.writeToKf({ person: 'wang', kind: 'image' })
    await world.hear()
    const { _id: customerId } = await world.theCustomer()
    expect(namesOf('kf.message')).toMatchObject([
      { customerId, at: world.clock.now(), props: { account, kind: 'text' }, source: 'wecom' },
      { customerId, props: { kind: 'image' } },
    ])
    const kept = await world.connection.collection('events').find({}).toArray()
    expect(JSON.stringify(kept)).not.toContain('13800138000')
    expect(JSON.stringify(await world.conversation())).not.toContain('13800138000')
  })

  it('is known by the unionid the platform tells', async () => {
    const known = await world.customers.getOrCreate([{ kind: 'unionid', value: wang.unionid }], {
      source: 'miniprogram',
      at: world.clock.now(),
    })
    await world.writes()
    expect((await world.theCustomer())._id).toBe(known._id)
  })

  it('is known as the friend of the same id where no unionid is told', async () => {
    world.sandbox.settings.wecomOpenPlatform = 'unbound'
    const friend = await world.customers.getOrCreate(
      [{ kind: 'external', corp: world.corp, value: wang.externalUserid }],
      { source: 'wecom', at: world.clock.now() },
    )
    await world.writes()
    expect((await world.theCustomer())._id).toBe(friend._id)
  })

  it('makes somebody new of whom nobody knows', async () => {
    await world.writes()
    expect((await world.theCustomer()).profile).toMatchObject({
      nickname: wang.nickname,
      sourceChannel: '微信客服',
    })
  })

  it('is taken once, however often it is fetched', async () => {
    await world.writes()
    await world.connection.collection('kfCursors').deleteMany({})
    await world.service.hearFrom(account)
    expect(namesOf('kf.message')).toHaveLength(1)
    expect(namesOf('message.replied')).toHaveLength(1)
  })

  it('is read to its end, past pages without anything in them', async () => {
    await world.close()
    // What the API sent takes room in a page and is not told.
    world = await kfWorld({ kfSyncPage: 1 })
    const pages: number[] = []
    await world.writes()
    await world.platforms.wecom.sendKf({
      account,
      externalUserid: wang.externalUserid,
      msgid: 'from-another-app',
      kind: 'text',
      content: { content: '您好' },
    })
    await world.sandbox.writeToKf({ person: 'wang', text: '好' })
    const service = world.serviceBy({
      desk: {
        people: world.desk.people,
        async read(of, from) {
          const page = await world.desk.read(of, from)
          pages.push(page.happenings.length)
          return page
        },
      },
    })
    await service.hearFrom(account)
    expect(pages).toEqual([0, 1])
    expect(namesOf('kf.message')).toHaveLength(2)
  })

  it('is fetched without a token that is over, and anew where a cursor is refused', async () => {
    await world.sandbox.writeToKf({ person: 'wang' })
    await world.pass(11 * 60_000)
    await world.hear()
    expect(namesOf('kf.message')).toHaveLength(1)
    await world.connection
      .collection<{ _id: string }>('kfCursors')
      .updateOne({ _id: account }, { $set: { cursor: 'nobody gave it' } })
    await world.writes()
    expect(namesOf('kf.message')).toHaveLength(2)
  })

  it('loses and doubles nothing, wherever the work stops', async () => {
    const { desk, cursors, conversations, customers } = world
    let written = 0
    for (const when of ['before', 'after'] as const) {
      for (let nth = 1; ; nth++) {
        const name = `${when}${nth}`
        const id = `${when === 'after' ? 1 : 0}${String(nth).padStart(4, '0')}`
        await world.sandbox.addPerson({
          ...wang,
          ...{ name, unionid: `u${id}`, openid: `o${id}`, externalUserid: `wm${id}` },
        })
        await world.sandbox.writeToKf({ person: name })
        written += 1
        const breaking = { nth, when, happened: false }
        const seams = breakable({ desk, cursors, conversations, customers }, breaking)
        const { identityKey } = customers
        const service = world.serviceBy(
          {},
          { ...seams, customers: { ...handles(seams.customers), identityKey } },
        )
        await service.hearFrom(account).catch(() => undefined)
        await world.pass(60_000)
        await world.service.hearFrom(account)
        const heard = [namesOf('kf.message').length, namesOf('message.replied').length]
        expect([name, ...heard]).toEqual([name, written, written])
        if (!breaking.happened) break
      }
    }
    expect(written).toBeGreaterThan(20)
  })

  it('is nothing of somebody who was erased since', async () => {
    await world.sandbox.writeToKf({ person: 'wang' })
    const service = world.serviceBy(
      {},
      {
        customers: { ...world.customers, erasedAt: async () => [new Date(world.clock.now().getTime() + 1)] },
      },
    )
    await service.hearFrom(account)
    expect(namesOf('kf.message')).toEqual([])
    expect(await world.customers.findByIdentity(`kf:${world.corp}:${wang.externalUserid}`)).toBeNull()
  })
})

describe('a wish to be left alone', () => {
  it('ends marketing over 微信客服 at once, and is no reply', async () => {
    await world.writes('别再发了')
    const { consent } = await world.theCustomer()
    expect(consent.kf).toMatchObject({ state: 'refused', source: 'kf reply' })
    expect(namesOf('message.unsubscribed')).toMatchObject([{ props: { channel: 'kf' } }])
    expect(namesOf('message.replied')).toEqual([])
  })
})

describe('replies', () => {
  it('count once of a conversation that nobody of ours began, and again after it has ended', async () => {
    await world.writes()
    await world.writes('还在吗')
    expect(namesOf('message.replied')).toHaveLength(1)
    await world.pass(48 * hour)
    await world.writes()
    expect(namesOf('message.replied')).toHaveLength(2)
  })
})

/** The methods of a proxy as an object of their own. */
const handles = (customers: KfWorld['customers']): KfWorld['customers'] => ({
  ...customers,
  ...Object.fromEntries(Object.keys(customers).map((name) => [name, customers[name as 'hear']])),
})
