import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWebhookSender } from '../../../channels/webhooks/webhook-sender.ts'
import { createSealing } from '../../../domain/customers/sealing.ts'
import { createWebhookBook } from '../../../domain/webhooks/webhooks.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createWebhookHandlers } from './handlers.ts'

const clock = movableClock('2026-12-03T10:00:00+08:00')
const sealer = createSealing({ data: [{ kid: 'k', key: randomBytes(32) }], blindIndex: randomBytes(32) })
let world: AdminWorld
let cookie: string
let flows: string[]

beforeEach(async () => {
  flows = []
  world = await adminWorld(({ auditLog, stores }) => ({
    contract: { webhooks: contract.webhooks },
    handlers: {
      webhooks: createWebhookHandlers({
        book: createWebhookBook({
          webhooks: stores.webhooks,
          deliveries: stores.webhookDeliveries,
          sender: createWebhookSender({ allowed: [] }),
          sealer,
          usedIn: () => flows,
          changed: () => {},
          announce: () => {},
          clock,
        }),
        store: stores.webhooks,
        deliveries: stores.webhookDeliveries,
        publicUrl: 'https://kelu.test',
        auditLog,
      }),
    },
  }))
  cookie = await world.as('operator')
})
afterEach(() => world.close())

const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object) =>
  world.call(method, path, { cookie, body })
const crm = {
  ...{ id: 'crm', direction: 'out', name: 'CRM', url: 'https://crm.example/kelu' },
  events: ['order.paid', 'task.done'],
}

it('tells a secret when it is made and never again, in the audit log neither', async () => {
  const made = await call('POST', '/webhooks', crm)
  expect(made.body).toMatchObject({ id: 'crm', rev: 1, secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/) })
  const secret = made.body.secret.slice('whsec_'.length)
  const found = await call('GET', '/webhooks/crm')
  expect(found.body).toMatchObject({
    ...{ url: crm.url, state: 'active', secrets: [{ createdAt: clock.now().toISOString() }] },
    events: [
      { kind: 'order.paid', name: '付款' },
      { kind: 'task.done', name: '完成任务' },
    ],
  })
  const noted = await world.connection.collection('auditLog').find({ on: 'webhook:crm' }).toArray()
  expect(noted).toMatchObject([{ action: 'webhook.created', on: 'webhook:crm' }])
  expect(JSON.stringify([found.body, noted])).not.toContain(secret)
})

it('says where a sender pushes to, and takes the secret it has', async () => {
  const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
  const erp = { id: 'erp', direction: 'in', name: 'ERP', events: [], secret }
  expect((await call('POST', '/webhooks', erp)).body.secret).toBe(secret)
  expect((await call('GET', '/webhooks/erp')).body.url).toBe('https://kelu.test/hooks/in/erp')
})

it.each<[string, number, string, object]>([
  ['a private address', 422, 'webhook.url', { url: 'https://10.0.0.8/' }],
  ['plain http', 422, 'webhook.url', { url: 'http://crm.example/' }],
  ['no address', 422, 'webhook.url', { url: undefined }],
  ['a secret too short', 422, 'webhook.secret', { secret: 'whsec_c2hvcnQ=' }],
  ['an event that is none', 400, 'request.malformed', { events: ['customer.phone_changed'] }],
  ['a short name with capitals', 400, 'request.malformed', { id: 'CRM' }],
])('refuses %s → %i %s', async (_what, status, code, more) => {
  const answer = await call('POST', '/webhooks', { ...crm, ...more })
  expect([answer.status, answer.body.error.code]).toEqual([status, code])
})

it('keeps what somebody else changed, a name that is taken, the last secret and what flows call', async () => {
  await call('POST', '/webhooks', crm)
  const text = { name: 'CRM 2', url: crm.url, events: [] }
  expect((await call('PUT', '/webhooks/crm', { rev: 1, ...text })).body).toEqual({ rev: 2 })
  const [only] = (await call('GET', '/webhooks/crm')).body.secrets
  const refusals = [
    await call('PUT', '/webhooks/crm', { rev: 1, ...text }),
    await call('POST', '/webhooks', crm),
    await call('DELETE', `/webhooks/crm/secrets/${only.id}?rev=2`),
  ]
  flows = ['沉睡会员唤醒']
  refusals.push(await call('DELETE', '/webhooks/crm?rev=2'))
  expect(refusals.map(({ status, body }) => [status, body.error.code])).toEqual([
    [409, 'webhook.changed'],
    [409, 'webhook.taken'],
    [409, 'webhook.last_secret'],
    [409, 'webhook.in_use'],
  ])
  flows = []
  expect((await call('DELETE', '/webhooks/crm?rev=2')).status).toBe(200)
})

it('lists deliveries page by page, replays one and all that were given up, and forgets what waited for one that is gone', async () => {
  await call('POST', '/webhooks', crm)
  const { webhookDeliveries } = world.stores
  for (const n of [1, 2, 3]) {
    const createdAt = new Date(clock.now().getTime() + n)
    await webhookDeliveries.add({
      _id: `msg_${n}`,
      webhookId: 'crm',
      kind: 'order.paid',
      body: '{}',
      createdAt,
    })
  }
  const now = new Date(clock.now().getTime() + 1_000)
  for (const state of ['dead', 'dead', 'delivered'] as const) {
    const claimed = await webhookDeliveries.claim('crm', `w:${state}`, now, now)
    if (claimed === null) throw new Error('nothing is due')
    await webhookDeliveries.settle(
      claimed,
      { at: now, status: 500 },
      { state, dueAt: now, firstTriedAt: now },
    )
  }
  const first = (await call('GET', '/webhooks/crm/deliveries?limit=2')).body
  expect(first.items.map(({ id }: { id: string }) => id)).toEqual(['msg_3', 'msg_2'])
  const second = (await call('GET', `/webhooks/crm/deliveries?limit=2&after=${first.next}`)).body
  expect(second).toMatchObject({
    items: [{ id: 'msg_1', kindName: '付款', state: 'dead', attempts: [{ status: 500, why: null }] }],
    next: null,
  })
  expect((await call('GET', '/webhooks/crm')).body.counts).toEqual({ waiting: 0, dead: 2 })

  expect((await call('POST', '/webhooks/crm/deliveries/msg_3/replay')).status).toBe(200)
  expect((await call('POST', '/webhooks/crm/replay-dead')).body).toEqual({ replayed: 2 })
  expect((await call('GET', '/webhooks/crm')).body.counts).toEqual({ waiting: 3, dead: 0 })
  expect((await call('POST', '/webhooks/erp/deliveries/msg_3/replay')).body.error.code).toBe(
    'webhook.delivery_not_found',
  )

  await call('DELETE', '/webhooks/crm?rev=1')
  await call('POST', '/webhooks', crm)
  expect((await call('GET', '/webhooks/crm')).body.counts.waiting).toBe(0)
})

it('is pause, resume and trial of a receiver', async () => {
  await call('POST', '/webhooks', crm)
  await call('POST', '/webhooks/crm/pause')
  expect((await call('GET', '/webhooks')).body.items).toMatchObject([
    { id: 'crm', state: 'paused', paused: { because: 'hand' } },
  ])
  await call('POST', '/webhooks/crm/resume')
  await call('POST', '/webhooks/crm/test')
  expect((await call('GET', '/webhooks/crm/deliveries')).body.items).toMatchObject([
    { kind: 'webhook.test', kindName: '试发', state: 'waiting' },
  ])
})
