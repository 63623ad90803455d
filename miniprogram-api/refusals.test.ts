import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appid, type EdgeWorld, edgeWorld } from '../test/builders/edge-world.ts'
import { createLeadHandler } from './handle-lead.ts'
import { createMiniprogramRouter } from './router.ts'

let world: EdgeWorld
let base: string

async function start(limits = { perAddress: 1_000, perCustomer: 1_000 }) {
  const { customers, outreach, stores, clock, activity, platforms } = world
  const inbox = world.inboxWith({ lead: createLeadHandler({ customers }) })
  const router = createMiniprogramRouter({
    appid,
    login: platforms.login,
    customers,
    outreach,
    inbox,
    sessions: stores.sessions,
    clock,
    background: activity.background,
    limits,
  })
  base = await world.serve([router])
}
beforeAll(async () => {
  world = await edgeWorld()
  await start()
  world.platforms.loginCodes.set('code-wang', { openid: 'o-wang', unionid: 'u-wang' })
  world.platforms.loginCodes.set('code-wang-2', { openid: 'o-wang', unionid: 'u-wang' })
  world.platforms.loginCodes.set('code-li', { openid: 'o-li' })
})
afterAll(() => world.close())

async function call(path: string, body?: unknown, token?: string, method = 'POST') {
  const answer = await fetch(`${base}/mp/v1${path}`, {
    method,
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, each checked where it is used
  return { status: answer.status, body: (text === '' ? null : JSON.parse(text)) as any }
}
const login = async (code = 'code-wang', more: object = {}): Promise<string> =>
  (await call('/login', { code, ...more })).body.token
const settled = () => world.activity.settled()

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
    ['300 KB', '/events', { events: [{ ...good, props: { a: 'x'.repeat(300_000) } }] }, 413],
    ['a log-in without code', '/login', {}, 400],
    ['a log-in code that is no text', '/login', { code: { $gt: '' } }, 400],
    ['a lead without phone', '/leads', { ...goodLead, phone: undefined }, 400],
    ['a lead with half a phone', '/leads', { ...goodLead, phone: '138001' }, 400],
    ['a lead with a bad e-mail', '/leads', { ...goodLead, email: 'x@' }, 400],
    ['a lead without the words agreed to', '/leads', { ...goodLead, consent: { sms: true } }, 400],
    ['a subscription answer we do not know', '/subscriptions', { id: 's', results: { t: 'maybe' } }, 400],
    ['a template id with a dot', '/subscriptions', { id: 's', results: { 'a.b': 'accept' } }, 400],
    ['an unknown address', '/nowhere', {}, 404],
  ])('%s → %s', async (_what, path, body, status) => {
    const token = await login()
    const before = await world.connection.collection('events').countDocuments({})
    const answer = await call(path, body, token)
    expect(answer.status).toBe(status)
    expect(answer.body.error.requestId).toBeTypeOf('string')
    expect(JSON.stringify(answer.body)).not.toContain('13800138000')
    await settled()
    expect(await world.connection.collection('events').countDocuments({})).toBe(before)
    expect(await world.inboxRecords()).toEqual([])
  })

  it.each(['/events', '/subscriptions'])('%s without a log-in, or with a false one → 401', async (path) => {
    expect((await call(path, {})).status).toBe(401)
    expect((await call(path, {}, 'x'.repeat(43))).status).toBe(401)
    expect((await call(path, {}, '{"$ne":1}')).status).toBe(401)
  })

  it('a lead with a false log-in → 401, not a stranger’s lead', async () => {
    expect((await call('/leads', goodLead, 'x'.repeat(43))).status).toBe(401)
  })

  it('too many requests of one customer → 429 with the time to wait, others go on', async () => {
    await start({ perAddress: 1_000, perCustomer: 2 })
    const [wang, li] = [await login('code-wang'), await login('code-li')]
    const pull = (token: string) =>
      fetch(`${base}/mp/v1/popups`, { headers: { authorization: `Bearer ${token}` } })
    expect([(await pull(wang)).status, (await pull(wang)).status]).toEqual([200, 200])
    const refused = await pull(wang)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await pull(li)).status).toBe(200)
  })
})
