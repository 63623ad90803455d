import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createInboxReading } from '../../../domain/inbox/read-back.ts'
import type { InboxRecord } from '../../../models/inbox.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createCallbackHandlers } from './handlers.ts'

const clock = movableClock('2026-03-02T14:05:00+08:00')
const announced: string[] = []
let world: AdminWorld
let operator: string

beforeAll(async () => {
  world = await adminWorld(({ stores, auditLog }) => ({
    contract: { callbacks: contract.callbacks },
    handlers: {
      callbacks: createCallbackHandlers({
        inbox: createInboxReading({
          store: stores.inbox,
          sealer: { unseal: ({ ct }) => ct },
          clock,
        }),
        auditLog,
        announce: (topic) => announced.push(topic),
      }),
    },
  }))
  operator = await world.as('operator')
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.connection.collection('inbox').deleteMany({})
  announced.length = 0
})

const minutes = (n: number) => new Date(clock.now().getTime() - n * 60_000)
async function aRecord(fields: Partial<InboxRecord> & { _id: string }): Promise<void> {
  const at = fields.receivedAt ?? minutes(5)
  const closed = fields.state && fields.state !== 'received'
  await world.connection.collection<{ _id: string }>('inbox').insertOne({
    source: 'shop',
    kind: 'order.paid',
    at,
    receivedAt: at,
    state: 'failed',
    tries: 5,
    dueAt: at,
    lease: null,
    payload: { kid: 'k', ct: JSON.stringify({ event: { buyer: { phone: '+8613800000417' } } }) },
    ...(closed || !fields.state ? { expiresAt: new Date(at.getTime() + 30 * 86_400_000) } : {}),
    ...fields,
  })
}
const get = (path: string) => world.call('GET', path, { cookie: operator })
const post = (path: string, body?: unknown) =>
  world.call('POST', path, { cookie: operator, body: body ?? {} })
const ids = (items: { id: string }[]) => items.map(({ id }) => id)

describe('the list', () => {
  it('has what is not dealt with first, then the newest, and goes on page by page without loss', async () => {
    await aRecord({ _id: 'done-1', state: 'done', receivedAt: minutes(1) })
    await aRecord({ _id: 'done-2', state: 'ignored', receivedAt: minutes(1) })
    await aRecord({ _id: 'done-3', state: 'done', receivedAt: minutes(9) })
    await aRecord({
      _id: 'waiting',
      state: 'received',
      tries: 2,
      receivedAt: minutes(3),
      note: 'platform.unavailable',
    })
    await aRecord({ _id: 'failed-old', receivedAt: minutes(30) })
    await aRecord({ _id: 'failed-new', receivedAt: minutes(20) })
    const seen: string[] = []
    let after = ''
    for (let page = 0; page < 10; page += 1) {
      const { body } = await get(`/callbacks?limit=1${after}`)
      seen.push(...ids(body.items))
      if (body.next === null) break
      after = `&after=${body.next}`
    }
    expect(seen.slice(0, 3)).toEqual(['failed-new', 'failed-old', 'waiting'])
    expect(seen.slice(3).sort()).toEqual(['done-1', 'done-2', 'done-3'])
    expect(seen.at(-1)).toBe('done-3')
  })

  it('counts what is not done, filters by state and source, and tells why in words', async () => {
    await aRecord({ _id: 'a', note: 'event.malformed' })
    await aRecord({ _id: 'b', source: 'sms', kind: 'report' })
    await aRecord({ _id: 'c', state: 'received', tries: 1, lease: 'w1' })
    const { body } = await get('/callbacks?look=failed&source=shop')
    expect(body.items).toMatchObject([
      {
        id: 'a',
        kindName: '订单付款',
        sourceName: '商城',
        state: 'failed',
        why: '行为数据的格式不对',
        about: ['138****0417'],
      },
    ])
    expect(body.counts).toEqual({ failed: 2, waiting: 0, open: 1 })
    expect((await get('/callbacks?look=open')).body.items).toMatchObject([{ id: 'c', state: 'working' }])
    expect((await get('/callbacks?after=elsewhere')).status).toBe(400)
  })
})

describe('one delivery', () => {
  it('is shown masked, with how many failed alike and whether that was mended since', async () => {
    await aRecord({ _id: 'x', receivedAt: minutes(30), note: 'platform.unavailable' })
    await aRecord({ _id: 'y', receivedAt: minutes(20), note: 'platform.unavailable' })
    await aRecord({ _id: 'other', receivedAt: minutes(20), note: 'TypeError' })
    const before = (await get('/callbacks/x')).body
    expect(before.payload).toContain('138****0417')
    expect(before.payload).not.toContain('13800000417')
    expect(before.failed).toEqual({ alike: 2, outlook: 'unknown', mendedAt: null })

    await aRecord({ _id: 'later', state: 'done', receivedAt: minutes(2) })
    expect((await get('/callbacks/x')).body.failed).toMatchObject({ outlook: 'mended' })
    await aRecord({ _id: 'bad', note: 'request.malformed', receivedAt: minutes(40) })
    expect((await get('/callbacks/bad')).body.failed).toMatchObject({ outlook: 'hopeless' })
  })

  it('is shown in clear only for a reason, which is noted', async () => {
    await aRecord({ _id: 'x' })
    expect((await post('/callbacks/x/reveal', { reason: ' ' })).status).toBe(400)
    const { body } = await post('/callbacks/x/reveal', { reason: '核对手机号' })
    expect(body.payload).toContain('13800000417')
    expect(await world.stores.auditLog.list({ action: 'callback.revealed', limit: 5 })).toMatchObject([
      { by: 'a-operator', on: 'callback:x', details: { reason: '核对手机号' } },
    ])
  })
})

describe('a replay', () => {
  it('makes one failed delivery due again, once', async () => {
    await aRecord({ _id: 'x' })
    expect((await post('/callbacks/x/replay')).status).toBe(200)
    expect(await world.stores.inbox.find('x')).toMatchObject({
      state: 'received',
      tries: 0,
      dueAt: clock.now(),
    })
    expect((await post('/callbacks/x/replay')).body.error.code).toBe('inbox.not_failed')
    expect((await post('/callbacks/nobody/replay')).status).toBe(404)
    expect(announced).toEqual(['inbox'])
  })

  it('of all that failed alike leaves the others, and tells how many', async () => {
    for (const _id of ['x', 'y']) await aRecord({ _id, note: 'TypeError' })
    await aRecord({ _id: 'other' })
    expect((await post('/callbacks/x/replay-alike')).body).toEqual({ replayed: 2 })
    expect((await world.stores.inbox.find('other'))?.state).toBe('failed')
  })
})
