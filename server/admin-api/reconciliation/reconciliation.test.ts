import { afterAll, beforeAll, expect, it } from 'vitest'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createReconciliationHandlers } from './handlers.ts'

let world: AdminWorld
let cookie: string
beforeAll(async () => {
  world = await adminWorld(({ stores, auditLog, realClock: clock }) => ({
    contract: { reconciliation: contract.reconciliation },
    handlers: {
      reconciliation: createReconciliationHandlers({
        ...{ days: stores.reconciledDays, differences: stores.paymentDifferences, auditLog, clock },
      }),
    },
  }))
  cookie = await world.as('finance')
})
afterAll(() => world.close())

const get = async (path: string) => (await world.call('GET', `/reconciliation${path}`, { cookie })).body
const post = (path: string) => world.call('POST', `/reconciliation${path}`, { cookie })

it('days are told with what their bills came to, page by page, and compared again when asked for', async () => {
  const { reconciledDays } = world.stores
  const totals = { paid: 2, paidFen: 300, refunds: 1, refundedFen: 100, differences: 1 }
  for (const day of ['2026-03-01', '2026-03-02'])
    await reconciledDays.done(day, world.realClock.now(), totals)
  await reconciledDays.failed('2026-03-03', 'SYSTEM_ERROR')
  const first = await get('/days?limit=2')
  expect(first).toMatchObject({
    items: [
      { day: '2026-03-03', at: null, totals: null, failed: 'SYSTEM_ERROR' },
      { day: '2026-03-02', totals },
    ],
    next: '2026-03-02',
  })
  expect((await get(`/days?limit=2&after=${first.next}`)).items).toMatchObject([{ day: '2026-03-01' }])
  expect((await post('/days/2026-03-01/run')).status).toBe(200)
  expect(await reconciledDays.wanted('2026-03-09')).toMatchObject([{ _id: '2026-03-01' }])
  expect((await post('/days/yesterday/run')).status).toBe(400)
})

it('differences are told by name and in words, until somebody saw to them', async () => {
  const seenAt = world.realClock.now()
  const about = {
    day: '2026-03-02',
    from: 'bill',
    ref: '4200',
    no: 'KL1',
    ours: 100,
    theirs: 99,
    seenAt,
  } as const
  await world.stores.paymentDifferences.note({
    _id: '2026-03-02:otherAmount:4200',
    kind: 'otherAmount',
    ...about,
  })
  const { items } = await get('/differences')
  expect(items).toMatchObject([
    { kind: 'otherAmount', says: '订单金额与微信不一致', no: 'KL1', ours: 100, theirs: 99, settledAt: null },
  ])
  const id = encodeURIComponent(items[0].id)
  expect((await post(`/differences/${id}/settle`)).status).toBe(200)
  expect((await post(`/differences/${id}/settle`)).status).toBe(404)
  expect((await get('/differences')).items).toEqual([])
  expect((await get('/differences?look=settled')).items).toMatchObject([{ settledBy: expect.any(String) }])
})
