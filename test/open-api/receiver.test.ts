import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { signedHeaders } from '../../domain/webhooks/signature.ts'
import { createReceiver, type Told } from '../../examples/receiver.ts'
import { createAlertStore } from '../../models/alerts.ts'
import { officeOf } from '../testing/members.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

// The whole product tells the receiver of examples/, which knows nothing of it but its secret.

const minute = 60_000
let world: RunningKelu
let receiver: Server
let url: string
let secrets: string[]
let told: Told[]
/** What the receiver answered, in order. */
let answers: number[]
let take: (told: Told) => Promise<void>

beforeEach(async () => {
  world = await runningKelu({ journeys: [], environment: { WEBHOOK_NETWORKS: '127.0.0.1/32' } })
  secrets = []
  told = []
  answers = []
  take = async (one) => void told.push(one)
  receiver = createReceiver({ secrets, take: (one) => take(one), now: world.clock.now })
  receiver.on('request', (_, response) => response.on('finish', () => answers.push(response.statusCode)))
  await once(receiver.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/kelu`
  const events = ['customer.tag_added', 'kf.message', 'alert.rang']
  const body = { id: 'crm', direction: 'out', name: 'CRM', url, events }
  secrets.push((await ask<{ secret: string }>('POST', '', body)).secret)
})
afterEach(async () => {
  receiver.close()
  await world.close()
})

const ask = <Answer>(method: 'GET' | 'POST', path: string, body?: object) =>
  officeOf(world).ask<Answer>('operator', method, `/webhooks${path}`, body)

async function tag(name: string): Promise<void> {
  const { customers } = world.kelu
  const claims = [{ kind: 'unionid', value: 'u-receiver' } as const]
  const customer = await customers.getOrCreate(claims, { source: 'shop', at: world.clock.now() })
  await customers.change(customer._id, { addTags: [{ name, kind: 'manual' }] }, `by-hand:${name}`)
  await world.settle()
}
const tags = () => told.map(({ data }) => data.tag)

it('takes what happens once, also when it is told again', async () => {
  await tag('高意向')
  expect(told).toEqual([
    {
      ...{ type: 'customer.tag_added', timestamp: world.clock.now().toISOString() },
      data: expect.objectContaining({ tag: '高意向', kind: 'manual' }),
    },
  ])
  const { items } = await ask<{ items: { id: string }[] }>('GET', '/crm/deliveries')
  await ask('POST', `/crm/deliveries/${items[0]?.id}/replay`)
  await world.settle()
  expect(answers).toEqual([204, 204])
  expect(tags()).toEqual(['高意向'])
})

it('is told again what it could not deal with', async () => {
  take = () => Promise.reject(new Error('the CRM is down'))
  await tag('高意向')
  take = async (one) => void told.push(one)
  await world.pass(minute)
  expect(answers).toEqual([500, 204])
  expect(tags()).toEqual(['高意向'])
})

it('goes on while its secret is changed for another', async () => {
  const { secret } = await ask<{ secret: string }>('POST', '/crm/secrets', { rev: 1 })
  await tag('旧密钥')
  secrets.splice(0, 1, secret)
  await tag('新密钥')
  expect(tags()).toEqual(['旧密钥', '新密钥'])
})

it('is told that a customer wrote to 微信客服, and not what', async () => {
  const person = await world.somebody()
  await world.sandbox.writeToKf({ person: person.name, text: '我的手机号是 13800138000' })
  await world.settle()
  const { _id: customerId } = await world.customerOf(person)
  const written = told.filter(({ type }) => type === 'kf.message')
  expect(written).toMatchObject([{ data: { customerId, kind: 'text' } }])
  expect(JSON.stringify(told)).not.toContain('13800138000')
})

it('is told that an alert rang', async () => {
  const at = world.clock.now()
  const share = { part: 6, whole: 100 }
  await createAlertStore(world.kelu.connection).insert({
    ...{ _id: 'smsFailures:1', figure: 'smsFailures', state: 'open', percent: 5, least: 100, rev: 1 },
    ...{ openedAt: at, dueBy: new Date(at.getTime() + 120 * minute), ...share, now: share, untold: [] },
    ...{ isLate: false, course: [{ at, what: 'rang', ...share }], newsSince: at },
  })
  await world.pass(minute)
  expect(told).toMatchObject([
    { type: 'alert.rang', data: { alertId: 'smsFailures:1', figure: 'smsFailures', percent: 5, ...share } },
  ])
})

it('takes nothing that somebody else signed, that was changed on its way, or that is old', async () => {
  const body = JSON.stringify({ type: 'customer.tag_added', timestamp: '', data: {} })
  const now = world.clock.now()
  const post = async (headers: Record<string, string>, said = body) =>
    (await fetch(url, { method: 'POST', headers, body: said })).status
  const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
  const good = signedHeaders(secrets, 'msg_1', body, now)
  expect(await post(signedHeaders([other], 'msg_1', body, now))).toBe(401)
  expect(await post(good, body.replace('added', 'removed'))).toBe(401)
  expect(await post({ ...good, 'webhook-id': 'msg_2' })).toBe(401)
  expect(await post(signedHeaders(secrets, 'msg_1', body, new Date(now.getTime() - 6 * minute)))).toBe(401)
  expect(await post({})).toBe(401)
  expect(told).toEqual([])
  expect(await post(good)).toBe(204)
})
