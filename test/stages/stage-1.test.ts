import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../sandbox/contract.ts'
import { breakingPoint, type Point } from '../testing/breaking-point.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const second = 1_000
let world: RunningKelu
const breaking = breakingPoint()
let storeFails = false

beforeAll(async () => {
  world = await runningKelu({
    adapt: {
      platforms: breaking.adapt.platforms,
      stores(stores) {
        const adapted = breaking.adapt.stores(stores)
        return {
          ...adapted,
          inbox: {
            ...adapted.inbox,
            async insert(record) {
              if (storeFails) throw new Error('the store is gone')
              return adapted.inbox.insert(record)
            },
          },
        }
      },
    },
  })
})
afterAll(() => world.close())

const somebody = () => world.somebody()
const welcomesOf = (externalUserid: string) =>
  world.sandbox.deliveries({ kind: 'welcome', receiver: externalUserid })
const customerCount = () => world.kelu.connection.collection('customers').countDocuments({})
const inboxCount = () => world.kelu.connection.collection('inbox').countDocuments({})

describe('M7 (welcome), M24 (callbacks, contacts, tags to WeCom), B12 (inbox): a person scans a channel code and adds a salesperson', () => {
  it('the callback address answers WeCom’s check, for both apps', async () => {
    expect(await world.sandbox.saveCallbackUrl('customer')).toBe(true)
    expect(await world.sandbox.saveCallbackUrl('agent')).toBe(true)
  })

  it('the callback is verified: one that WeCom did not sign is refused and leaves nothing', async () => {
    const before = await inboxCount()
    const timestamp = String(Math.floor(world.clock.now().getTime() / second))
    const answer = await fetch(
      `${world.kelu.url}/wecom/callback/customer?${new URLSearchParams({
        msg_signature: 'f'.repeat(40),
        timestamp,
        nonce: 'n1',
      })}`,
      { method: 'POST', body: `<xml><Encrypt><![CDATA[${'A'.repeat(64)}]]></Encrypt></xml>` },
    )
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(await inboxCount()).toBe(before)
  })

  it('the callback is answered only once it is stored durably: what could not be stored comes again', async () => {
    const person = await somebody()
    storeFails = true
    await world.sandbox.scanAndAdd({ person: person.name, staff: 'lilei', state: 'expo2026' })
    storeFails = false
    expect((await world.sandbox.callbacks()).at(-1)).toMatchObject({ acknowledged: false, tries: 1 })
    await world.pass(15 * second)
    expect((await world.sandbox.callbacks()).at(-1)).toMatchObject({ acknowledged: true, tries: 2 })
    expect(await welcomesOf(person.externalUserid)).toHaveLength(1)
  })

  it('is welcomed within 20 s with what their channel code says', async () => {
    const person = await somebody()
    const scannedAt = world.clock.now()
    await world.sandbox.scanAndAdd({ person: person.name, staff: 'lilei', state: 'expo2026' })
    await world.settle()
    const [welcome, ...more] = await welcomesOf(person.externalUserid)
    expect(more).toEqual([])
    expect(JSON.stringify(welcome?.content)).toContain('春季展会')
    expect(new Date(welcome?.at ?? Number.NaN).getTime() - scannedAt.getTime()).toBeLessThanOrEqual(
      20 * second,
    )
  })

  it('is welcomed within 20 s also when WeCom is busy at the first two tries', async () => {
    const person = await somebody()
    const api = '/cgi-bin/externalcontact/send_welcome_msg'
    await world.sandbox.addFault({ platform: 'wecom', api, kind: 'errcode', code: -1, times: 2 })
    const scannedAt = world.clock.now()
    await world.sandbox.scanAndAdd({ person: person.name, staff: 'lilei' })
    await world.pass(60 * second)
    const [welcome, ...more] = await welcomesOf(person.externalUserid)
    expect(more).toEqual([])
    expect(new Date(welcome?.at ?? Number.NaN).getTime() - scannedAt.getTime()).toBeLessThanOrEqual(
      20 * second,
    )
  })

  it('is greeted by the default welcome when the code is unknown or there was none', async () => {
    for (const state of ['nobody-made-this', undefined]) {
      const person = await somebody()
      await world.sandbox.scanAndAdd({ person: person.name, staff: 'hanmei', ...(state && { state }) })
      await world.settle()
      const [welcome] = await welcomesOf(person.externalUserid)
      expect(JSON.stringify(welcome?.content)).toContain('欢迎来到客旅生活')
    }
  })

  it('the contact is read by API and the customer created, with name, ids, friendship and owner', async () => {
    const person = await somebody()
    const api = 'wecom:/cgi-bin/externalcontact/get'
    const readBefore = (await world.sandbox.calls())[api] ?? 0
    const before = await customerCount()
    await world.sandbox.scanAndAdd({ person: person.name, staff: 'hanmei', state: 'expo2026' })
    await world.settle()
    expect((await world.sandbox.calls())[api]).toBe(readBefore + 1)
    expect(await customerCount()).toBe(before + 1)
    const customer = await world.customerOf(person)
    expect(customer.profile.nickname).toBe(person.nickname)
    expect(customer.ids).toEqual(
      expect.arrayContaining([
        `external:${world.sandbox.settings.corpId}:${person.externalUserid}`,
        `unionid:${person.unionid}`,
      ]),
    )
    expect(customer).toMatchObject({
      owner: 'hanmei',
      follows: [{ staff: 'hanmei', state: 'expo2026' }],
      reach: { wecom: { state: 'reachable' } },
    })
    expect(await world.eventsOf(person)).toContain('wecom.friend_added')
  })

  it('M10 (base tags): base and channel tags are applied, and pushed back as WeCom corp tags', async () => {
    const person = await somebody()
    await world.sandbox.scanAndAdd({ person: person.name, staff: 'lilei', state: 'expo2026' })
    await world.settle()
    const names = (await world.customerOf(person)).tags.filter(({ kind }) => kind === 'base')
    expect(names.map(({ name }) => name).sort()).toEqual(
      ['春季展会', '来源:春季展会', '注册:2026年3月'].sort(),
    )
    expect((await world.sandbox.wecomTags('lilei', person.name)).sort()).toEqual(
      ['春季展会', '来源:春季展会', '注册:2026年3月'].sort(),
    )
  })

  it('the same delivery several times is one event, one customer, one welcome', async () => {
    const person = await somebody()
    const before = await customerCount()
    await world.sandbox.scanAndAdd({ person: person.name, staff: 'lilei' })
    await Promise.all([world.sandbox.redeliver(1), world.sandbox.redeliver(1)])
    await world.settle()
    await world.pass(60 * second)
    await world.sandbox.redeliver(1)
    await world.settle()
    expect(await customerCount()).toBe(before + 1)
    expect(await welcomesOf(person.externalUserid)).toHaveLength(1)
    const heard = await world.eventsOf(person)
    expect(heard.filter((name) => name === 'wecom.friend_added')).toHaveLength(1)
    expect(heard.filter((name) => name === 'message.sent')).toHaveLength(1)
  })

  it('two people scanning in the same second are two customers, each welcomed once', async () => {
    const [one, other] = [await somebody(), await somebody()]
    const before = await customerCount()
    await Promise.all(
      [one, other].map(({ name }) => world.sandbox.scanAndAdd({ person: name, staff: 'lilei' })),
    )
    await world.settle()
    expect(await customerCount()).toBe(before + 2)
    for (const { externalUserid } of [one, other]) {
      expect(await welcomesOf(externalUserid)).toHaveLength(1)
    }
  })

  it('one person adding two salespeople in the same second is one customer with two welcomes', async () => {
    const person = await somebody()
    await Promise.all(
      ['lilei', 'hanmei'].map((staff) => world.sandbox.scanAndAdd({ person: person.name, staff })),
    )
    await world.settle()
    expect((await world.customerOf(person)).follows.map(({ staff }) => staff).sort()).toEqual([
      'hanmei',
      'lilei',
    ])
    expect(await welcomesOf(person.externalUserid)).toHaveLength(2)
  })

  it('the work broken off after every write and every call outside is neither lost nor doubled', async () => {
    const meet = async (point: Point | null) => {
      const person = await somebody()
      breaking.begin(point)
      await world.sandbox.scanAndAdd({ person: person.name, staff: 'lilei', state: 'expo2026' })
      while (world.kelu.inFlight() > 0) await pause(2)
      return { person, ...breaking.end() }
    }
    // One of them may have the audit of a fresh start beside it: what both pass is the work.
    await meet(null)
    const again = new Set((await meet(null)).passed.map(({ name }) => name))
    const passed = (await meet(null)).passed.filter(({ name }) => again.has(name))
    const broken: { person: Person; point: string }[] = []
    for (const { name, occurrence } of passed) {
      const { person, broke } = await meet({ name, occurrence })
      if (broke) broken.push({ person, point: `${name} ${occurrence}` })
    }
    await world.pass(15 * 60 * second)

    for (const { person, point } of broken) {
      const [touch, ...more] = await world.touchesOf(person)
      expect(more, point).toEqual([])
      expect(
        touch?.decisions.filter(({ final }) => final),
        point,
      ).toHaveLength(1)
      // Only a break at the very call can come too late for the 20 s of the code: then the record says so.
      const late = !touch?.sentAt && touch?.attempts.length
      expect(await welcomesOf(person.externalUserid), point).toHaveLength(late ? 0 : 1)
      const heard = await world.eventsOf(person)
      expect(
        heard.filter((name) => name === 'wecom.friend_added'),
        point,
      ).toHaveLength(1)
      expect(
        (await world.customerOf(person)).tags.map(({ name }) => name),
        point,
      ).toContain('春季展会')
      expect(await world.sandbox.wecomTags('lilei', person.name), point).toContain('春季展会')
    }
    expect(await world.kelu.connection.collection('inbox').countDocuments({ state: { $ne: 'done' } })).toBe(0)
    const points = broken.map(({ point }) => point.split(' ')[0])
    expect(new Set(points)).toEqual(new Set(passed.map(({ name }) => name)))
    expect(points).toEqual(
      expect.arrayContaining([
        'stores.inbox.insert',
        'stores.customers.save',
        'stores.events.insert',
        'stores.touches.advance',
        'platforms.senders.welcome.send',
        'platforms.contacts.read',
        'platforms.corpTags.mark',
        'stores.inbox.close',
      ]),
    )
  })
})
