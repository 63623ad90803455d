import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type MiniprogramWorld, miniprogramWorld } from './testing/world.ts'

let world: MiniprogramWorld
beforeAll(async () => {
  world = await miniprogramWorld()
})
afterAll(() => world.close())

describe('bad input is refused and leaves nothing behind', () => {
  const good = { id: 'e1', name: 'page.viewed', at: '2026-03-02T09:00:00+08:00' }
  const goodLead = { id: 'l1', form: 'f', phone: '13800138000', consent: { text: '同意' } }

  it.each<[string, string, unknown, number]>([
    ['no JSON', '/events', '{', 400],
    ['JSON that is no object', '/events', 'null', 400],
    ['no events', '/events', { events: [] }, 400],
    ['101 events', '/events', { events: Array(101).fill(good) }, 400],
    ['an event without an id', '/events', { events: [{ ...good, id: undefined }] }, 400],
    ['an id with blanks', '/events', { events: [{ ...good, id: 'a b' }] }, 400],
    ['a time without a zone', '/events', { events: [{ ...good, at: '2026-03-02T09:00:00' }] }, 400],
    ['a time far ahead', '/events', { events: [{ ...good, at: '2026-03-02T09:11:00+08:00' }] }, 422],
    ['a time long ago', '/events', { events: [{ ...good, at: '2026-01-01T09:00:00+08:00' }] }, 422],
    ['a prop named like an operator', '/events', { events: [{ ...good, props: { $set: 1 } }] }, 400],
    ['a prop with a dot', '/events', { events: [{ ...good, props: { 'a.b': 1 } }] }, 400],
    [
      'a prop called __proto__ holding too much',
      '/events',
      `{"events":[{"id":"e","name":"page.viewed","at":"2026-03-02T09:00:00+08:00","props":{"a":{"b":{"c":1}}}}]}`,
      400,
    ],
    [
      'a phone number in the props',
      '/events',
      { events: [{ ...good, props: { phone: '13800138000' } }] },
      400,
    ],
    ['a category that is a number', '/events', { events: [{ ...good, props: { category: 12 } }] }, 400],
    [
      'a topic of 61 characters',
      '/events',
      { events: [{ ...good, props: { topic: '长'.repeat(61) } }] },
      400,
    ],
    ['a promotion that is a word', '/events', { events: [{ ...good, props: { promotion: 'yes' } }] }, 400],
    ['300 KB', '/events', { events: [{ ...good, props: { a: 'x'.repeat(300_000) } }] }, 413],
    ['a log-in without code', '/login', {}, 400],
    ['a log-in code that is no text', '/login', { code: { $gt: '' } }, 400],
    [
      'a lead with 51 traits',
      '/leads',
      { ...goodLead, traits: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`t${n}`, 1])) },
      400,
    ],
    ['a lead with a list for a trait', '/leads', { ...goodLead, traits: { skin: ['干性'] } }, 400],
    ['a lead without phone', '/leads', { ...goodLead, phone: undefined }, 400],
    ['a lead with half a phone', '/leads', { ...goodLead, phone: '138001' }, 400],
    ['a lead with a bad e-mail', '/leads', { ...goodLead, email: 'x@' }, 400],
    ['a lead without the words agreed to', '/leads', { ...goodLead, consent: { sms: true } }, 400],
    ['a subscription answer we do not know', '/subscriptions', { id: 's', results: { t: 'maybe' } }, 400],
    ['a template id with a dot', '/subscriptions', { id: 's', results: { 'a.b': 'accept' } }, 400],
    ['an unknown address', '/nowhere', {}, 404],
  ])('%s → %s', async (_what, path, body, status) => {
    const token = await world.login()
    const before = await world.connection.collection('events').countDocuments({})
    const answer = await world.call(path, body, token)
    expect(answer.status).toBe(status)
    expect(answer.body.error.requestId).toBeTypeOf('string')
    expect(JSON.stringify(answer.body)).not.toContain('13800138000')
    await world.activity.settled()
    expect(await world.connection.collection('events').countDocuments({})).toBe(before)
    expect(await world.inboxRecords()).toEqual([])
  })

  it.each(['/events', '/subscriptions'])('%s without a log-in, or with a false one → 401', async (path) => {
    expect((await world.call(path, {})).status).toBe(401)
    expect((await world.call(path, {}, 'x'.repeat(43))).status).toBe(401)
    expect((await world.call(path, {}, '{"$ne":1}')).status).toBe(401)
  })

  it.each(['bearer', 'BEARER', 'Bearer '])('the scheme of a log-in is taken as "%s", too', async (scheme) => {
    const authorization = `${scheme} ${await world.login()}`
    expect((await fetch(`${world.base}/mp/v1/popups`, { headers: { authorization } })).status).toBe(200)
  })

  it.each(['basic', 'bearerx', ''])('another scheme, "%s", is none → 401', async (scheme) => {
    const authorization = `${scheme} ${await world.login()}`
    expect((await fetch(`${world.base}/mp/v1/popups`, { headers: { authorization } })).status).toBe(401)
  })

  it('a lead with a false log-in → 401, not a stranger’s lead', async () => {
    expect((await world.call('/leads', goodLead, 'x'.repeat(43))).status).toBe(401)
  })

  it('too many requests of one customer → 429 with the time to wait, others go on', async () => {
    const busy = await miniprogramWorld({ perAddress: 1_000, perCustomer: 2 })
    onTestFinished(() => busy.close())
    const [wang, li] = [await busy.login('code-wang'), await busy.login('code-li')]
    const pull = (token: string) => busy.call('/popups', undefined, token, 'GET')
    expect([(await pull(wang)).status, (await pull(wang)).status]).toEqual([200, 200])
    const refused = await pull(wang)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await pull(li)).status).toBe(200)
  })
})
