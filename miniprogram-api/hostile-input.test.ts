import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MiniprogramWorld, miniprogramWorld } from './testing/world.ts'

let world: MiniprogramWorld
let token: string
beforeAll(async () => {
  world = await miniprogramWorld()
  token = await world.login()
})
afterAll(() => world.close())

const event = (id: string, props: object) => ({
  events: [{ id, name: 'page.viewed', at: world.clock.now().toISOString(), props }],
})

it.each(['\ud800', 'a\u0000b', '代码'])(
  'a log-in code that is none (%j) is the caller’s fault',
  async (code) => {
    expect((await world.call('/login', { code })).status).toBe(400)
  },
)

describe('answers to a subscription pop-up', () => {
  it.each(['constructor', 'toString', 'valueOf'])('a template called %s is refused', async (template) => {
    const answer = await world.call('/subscriptions', { id: 's1', results: { [template]: 'accept' } }, token)
    expect(answer.status).toBe(400)
  })

  it('more templates than one pop-up can ask about are refused, and none is credited', async () => {
    const results = { t1: 'accept', t2: 'accept', t3: 'accept', t4: 'accept' }
    expect((await world.call('/subscriptions', { id: 's2', results }, token)).status).toBe(400)
    expect((await world.byOpenid('o-wang'))?.credits).toEqual({})
  })
})

describe('contact data in event props', () => {
  it.each<[string, object]>([
    ['as a number', { phone: 13800138000 }],
    ['in a part', { buyer: { Phone: '13800138000' } }],
    ['in a list', { list: [{ email: 'a@b.cn' }] }],
    ['by another name', { purePhoneNumber: '13800138000' }],
    ['by a Chinese name', { 手机号: '13800138000' }],
    ['under an innocent name', { remark: '13800138000' }],
  ])('%s is refused, naming the field: events are kept in clear', async (_what, props) => {
    const good = event('e0', {}).events
    const batch = { events: [...good, ...event('e1', props).events] }
    const answer = await world.call('/events', batch, token)
    expect(answer.status).toBe(400)
    const [fault] = answer.body.error.data.faults
    expect(fault.field).toMatch(new RegExp(`^events\\.1\\.props\\.${Object.keys(props)[0]}`))
    expect(fault.expected).toContain('lead form')
    expect(await world.events('page.viewed')).toEqual([])
  })

  it('whether there is any may be told', async () => {
    expect((await world.call('/events', event('e2', { phone: true }), token)).status).toBe(200)
  })
})

it('two strangers whose phones number their forms alike are two leads, one of them sent twice is one', async () => {
  const lead = (phone: string) => ({ id: '1', form: 'f', phone, consent: { text: '同意' } })
  for (const phone of ['13911110001', '13911110002', '+86 139-1111-0001']) {
    expect((await world.call('/leads', lead(phone))).status).toBe(202)
  }
  await world.activity.settled()
  expect(await world.events('lead.submitted')).toHaveLength(2)
  expect(JSON.stringify(await world.inboxRecords())).not.toContain('1391111')
})

it('a body with a byte order mark is the same JSON', async () => {
  const body = `\uFEFF${JSON.stringify(event('bom', {}))}`
  expect((await world.call('/events', body, token)).status).toBe(200)
})

it('asking for the head of the pop-ups uses none of them up', async () => {
  const customer = (await world.byOpenid('o-wang'))!
  const about = { touchId: 't1', customerId: customer._id, messageId: 'coupon-popup' }
  await world.outreach.deliver({ ...about, channels: ['popup'] })
  expect((await world.call('/popups', undefined, token, 'HEAD')).status).toBe(404)
  expect((await world.call('/popups', undefined, token, 'GET')).body.popups).toHaveLength(1)
})
