import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWebhookStore, type Webhook } from '../../../models/webhooks.ts'
import { appid, type EdgeWorld, edgeWorld } from '../../../test/testing/edge-world.ts'
import { createIncomingHandler } from './incoming.ts'
import { createHooksRouter } from './router.ts'

const key = Buffer.alloc(32, 7)
const oldKey = Buffer.alloc(32, 8)
let world: EdgeWorld
let base: string

beforeEach(async () => {
  world = await edgeWorld()
  const { customers, clock, log, activity, seal: sealer } = world
  const webhooks = createWebhookStore(world.connection)
  const now = clock.now()
  const sender: Webhook = {
    ...{ _id: 'crm', direction: 'in', rev: 1, name: 'CRM', events: [], state: 'active' },
    secrets: [key, oldKey].map((bytes, n) => ({
      id: `s${n}`,
      value: sealer.seal(`whsec_${bytes.toString('base64')}`),
      createdAt: now,
    })),
    ...{ createdAt: now, by: '运维', at: now },
  }
  await webhooks.create(sender)
  await webhooks.create({ ...sender, _id: 'erp', direction: 'out', url: 'https://erp.example/' })
  const router = createHooksRouter({
    inbox: world.inboxWith({ in: createIncomingHandler({ customers, appid }) }),
    ...{ clock, log, customers, redemptions: world.redemptions, registry: world.registry },
    background: activity.background,
    ...{ shop: null, sms: [] },
    senders: { webhooks, sealer, appid },
  })
  base = await world.serve([router])
})
afterEach(() => world.close())

const won = {
  type: 'deal.won',
  timestamp: '2026-03-02T08:59:00+08:00',
  data: { customer: { unionid: 'u-wang' }, props: { amount: 9900, product: '年卡' } },
}

async function tell(more: {
  event?: object
  id?: string
  by?: Buffer
  source?: string
  offSeconds?: number
  headers?: Record<string, string>
}) {
  const { event = won, id = 'evt_1', by = key, source = 'crm', offSeconds = 0 } = more
  const body = JSON.stringify(event)
  const timestamp = String(Math.floor(world.clock.now().getTime() / 1_000) + offSeconds)
  const mac = createHmac('sha256', by).update(`${id}.${timestamp}.${body}`).digest('base64')
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac}`,
    ...more.headers,
  }
  const answer = await fetch(`${base}/hooks/in/${source}`, { method: 'POST', body, headers })
  await world.activity.settled()
  return answer.status
}

async function heard() {
  const customer = await world.customers.findByIdentity('unionid:u-wang')
  if (customer === null) return []
  return world.customers.history(customer, ['custom.deal.won'], new Date(0))
}

it('takes what a registered sender signed, as an event of that customer', async () => {
  expect(await tell({})).toBe(202)
  expect(await heard()).toMatchObject([
    { _id: 'in:crm:evt_1', name: 'custom.deal.won', props: won.data.props, source: 'in:crm' },
  ])
})

it('takes a webhook-id once, however often it comes', async () => {
  expect([await tell({}), await tell({}), await tell({ event: { ...won, type: 'deal.lost' } })]).toEqual([
    202, 202, 202,
  ])
  expect(await heard()).toHaveLength(1)
})

it('takes what any of its secrets signed', async () => {
  expect(await tell({ by: oldKey })).toBe(202)
})

it('finds a customer by the id Kelu told of them', async () => {
  const { _id: id } = await world.customers.getOrCreate([{ kind: 'unionid', value: 'u-wang' }], {
    source: 'shop',
    at: world.clock.now(),
  })
  expect(await tell({ event: { ...won, data: { ...won.data, customer: { id } } } })).toBe(202)
  expect(await heard()).toHaveLength(1)
})

const data = (more: object) => ({ ...won, data: { ...won.data, ...more } })
it.each<[string, number, Parameters<typeof tell>[0]]>([
  ['signed by somebody else', 403, { by: Buffer.alloc(32, 9) }],
  ['six minutes old', 403, { offSeconds: -360 }],
  ['six minutes ahead', 403, { offSeconds: 360 }],
  ['without a signature', 403, { headers: { 'webhook-signature': '' } }],
  ['under an id with a full stop', 403, { id: 'evt.1' }],
  ['by nobody who is registered', 404, { source: 'nobody' }],
  ['by a receiver', 404, { source: 'erp' }],
  ['about nobody', 400, { event: data({ customer: {} }) }],
  ['about a customer who is not there', 422, { event: data({ customer: { id: 'cus_nobody' } }) }],
  ['with a phone number among its fields', 400, { event: data({ props: { note: '13812345678' } }) }],
  ['with a field in a field', 400, { event: data({ props: { a: { b: 1 } } }) }],
  ['of a type that is none', 400, { event: { ...won, type: 'Deal Won' } }],
])('refuses what is %s → %i, and keeps nothing', async (_what, status, more) => {
  expect(await tell(more)).toBe(status)
  expect(await world.inboxRecords()).toEqual([])
})
