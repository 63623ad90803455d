import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPersonalTraces } from '../../../models/personal-traces.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createPrivacyHandlers } from './handlers.ts'

let world: AdminWorld
beforeEach(async () => {
  world = await adminWorld(({ stores, connection }) => ({
    contract: { privacy: contract.privacy },
    handlers: {
      privacy: createPrivacyHandlers({
        erasures: stores.erasures,
        retentionDays: stores.retentionDays,
        retention: () => ({ recordDays: 730, taskDays: 400, callbackDays: 14 }),
        oldestIn: createPersonalTraces(connection).oldest,
      }),
    },
  }))
})
afterEach(() => world.close())

const erased = (id: string, minute: number) => ({
  _id: id,
  customers: [id],
  state: 'done' as const,
  by: 'zhou',
  byName: '周敏',
  reason: '本人要求',
  at: new Date(Date.UTC(2026, 2, 1, 9, minute)),
  endedAt: new Date(Date.UTC(2026, 2, 1, 9, minute + 16)),
  removed: { events: 12, touches: 3 },
})

it('tells who was erased, the latest first and page by page', async () => {
  for (const [id, minute] of [
    ['c_1', 1],
    ['c_2', 2],
    ['c_3', 3],
  ] as const)
    await world.stores.erasures.begin(erased(id, minute))
  const cookie = await world.as('owner')
  const ask = async (query: string) =>
    (await world.call('GET', `/privacy/erasures?${query}`, { cookie })).body
  const first = await ask('limit=2')
  expect(first).toEqual({
    items: [
      expect.objectContaining({ id: 'c_3', by: '周敏', reason: '本人要求', state: 'done', removed: 15 }),
      expect.objectContaining({ id: 'c_2' }),
    ],
    next: '2',
  })
  expect(await ask('limit=2&after=2')).toMatchObject({ items: [{ id: 'c_1' }], next: null })
})

it('tells what was deleted because its time was over, the latest night first', async () => {
  const at = new Date('2026-03-02T05:10:00+08:00')
  for (const day of ['2026-03-01', '2026-03-02'])
    await world.stores.retentionDays.begin({
      _id: day,
      at,
      removed: { events: 2, tasks: 1 },
      rev: 2,
      endedAt: at,
    })
  const cookie = await world.as('owner')
  const { body } = await world.call('GET', '/privacy/retention?limit=1', { cookie })
  expect(body).toEqual({
    items: [
      {
        day: '2026-03-02',
        at: at.toISOString(),
        endedAt: at.toISOString(),
        removed: [
          { collection: 'events', what: '浏览、点击、下单等行为', count: 2 },
          { collection: 'tasks', what: '跟进待办和记录', count: 1 },
        ],
      },
    ],
    next: '1',
  })
})

it('tells what is kept of customers, for how long, and how old the oldest is', async () => {
  const receivedAt = new Date('2026-01-02T03:04:05Z')
  await world.connection.collection('events').insertOne({ _id: 'e1' as never, receivedAt })
  const cookie = await world.as('operator')
  const { items } = (await world.call('GET', '/privacy/holdings', { cookie })).body
  const of = (collection: string) =>
    items.find((item: { collection: string }) => item.collection === collection)
  expect(of('events')).toMatchObject({
    keptDays: 730,
    oldestAt: receivedAt.toISOString(),
    atErasure: 'removed',
  })
  expect(of('touches')).toMatchObject({ keptDays: 730, oldestAt: null })
  expect(of('tasks')).toMatchObject({ keptDays: 400 })
  expect(of('inbox')).toMatchObject({ keptDays: 14 })
  expect(of('simulations')).toMatchObject({ keptDays: 30 })
  expect(of('orders')).toMatchObject({
    keptDays: null,
    keptForever: true,
    sealed: true,
    atErasure: 'cleaned',
  })
  expect(of('customers')).toMatchObject({ keptDays: null, keptForever: false })
})

it('is for owner and operator', async () => {
  for (const role of ['marketer', 'analyst', 'sales'] as const)
    expect((await world.call('GET', '/privacy/holdings', { cookie: await world.as(role) })).status).toBe(403)
})
