import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBeginRefund } from '../../../domain/payments/begin-refund.ts'
import { createRefundRequests } from '../../../domain/payments/refund-requests.ts'
import type { OwnRefund } from '../../../models/own-order.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createRefundHandlers } from './handlers.ts'

const no = 'KL20260302_01'
const phone = '138****0001'
let world: AdminWorld
const told: string[] = []
const redirected: unknown[] = []

beforeAll(async () => {
  world = await adminWorld(({ stores, auditLog, realClock }) => {
    const reviewAboveFen = () => 20_000
    const by = {
      ...{ orders: stores.orders, auditLog, reviewAboveFen, clock: realClock },
      announce: (topic: string) => void told.push(topic),
    }
    return {
      contract: { refunds: contract.refunds },
      handlers: {
        refunds: createRefundHandlers({
          ...{ reader: stores.ownPayments, orders: stores.orders },
          requests: createRefundRequests(by),
          begin: createBeginRefund(by),
          redirect: async (...asked) => {
            redirected.push(asked.slice(0, 3))
            return 'begun'
          },
          customers: { findMany: async () => new Map(), masked: () => ({ phone }) as never },
          reviewAboveFen,
        }),
      },
    }
  })
  for (const _id of ['liu', 'zhao']) await world.aMember({ _id, name: _id, role: 'finance' })
})
afterAll(() => world.close())

async function asked(...refunds: Partial<OwnRefund>[]): Promise<void> {
  const at = world.realClock.now()
  await world.connection.collection('orders').deleteMany({})
  const line = { skuId: 's1', productId: 'p1', name: '精油', quantity: 2, unitFen: 20_000, lineFen: 40_000 }
  await world.stores.orders.change(`kelu:${no}`, () => ({
    ...{ _id: `kelu:${no}`, customerId: 'c1', rev: 0 },
    own: {
      ...{ clientKey: 'k', lines: [{ ...line, discountShareFen: 0 }], goodsFen: 40_000, discountFen: 0 },
      ...{
        freightFen: 0,
        totalFen: 40_000,
        payer: { openid: 'o1' },
        createdAt: at,
        expiresAt: at,
        step: 'paid',
      },
      ...{ transactionId: '4200', paidAt: at },
      refunds: refunds.map((refund, index) => ({
        ...{ refundNo: `${no}-${index + 1}`, fen: 100, reason: '不合适', state: 'requested', at },
        ...refund,
      })),
    },
  }))
}
const as = async (who: string, method: 'GET' | 'POST', path: string, body?: object) =>
  world.call(method, path, { cookie: await world.cookieOf(who), body })
const listed = async (look: string) =>
  (await as('liu', 'GET', `/refunds?look=${look}`)).body.items.map(({ refundNo }: OwnRefund) => refundNo)
const deed = (refundNo: string, name: string) => `/refunds/${no}/${refundNo}/${name}`

beforeEach(() => void told.splice(0))

describe('refunds', () => {
  it('are listed by how they stand, without anything to know a person by but a masked phone', async () => {
    await asked(
      {},
      { state: 'pending' },
      { state: 'pending', trouble: 'NOT_ENOUGH' },
      { state: 'done' },
      { state: 'failed' },
    )
    expect(await listed('requested')).toEqual([`${no}-1`])
    expect(await listed('pending')).toEqual([`${no}-2`])
    expect(await listed('stuck')).toEqual([`${no}-3`])
    expect(await listed('closed')).toEqual([`${no}-4`, `${no}-5`])
    const { body } = await as('liu', 'GET', '/refunds')
    expect(body).toMatchObject({
      next: null,
      items: [
        { no, goods: '精油 × 2', paidFen: 40_000, otherFen: 300, fen: 100, needsTwo: false, isMine: false },
      ],
    })
  })

  it('are agreed to by one person up to the company’s amount, and noted with who it was', async () => {
    await asked({ fen: 20_000 })
    expect((await as('liu', 'POST', deed(`${no}-1`, 'approve'))).body).toEqual({ state: 'begun' })
    expect(await listed('pending')).toEqual([`${no}-1`])
    expect((await world.stores.auditLog.list({ action: 'refund.approved', limit: 1 }))[0]).toMatchObject({
      by: 'liu',
      on: `order:${no}`,
      details: { refundNo: `${no}-1`, fen: 20_000 },
    })
    expect(told).toEqual(['orders'])
    expect((await as('zhao', 'POST', deed(`${no}-1`, 'approve'))).body.error).toMatchObject({
      code: 'refund.decided',
      message: '这笔退款已经有结果了',
    })
  })

  it('above it take a second person', async () => {
    await asked({ fen: 20_001 })
    expect((await as('liu', 'POST', deed(`${no}-1`, 'approve'))).body).toEqual({ state: 'waiting' })
    const again = await as('liu', 'POST', deed(`${no}-1`, 'approve'))
    expect([again.status, again.body.error.code]).toEqual([403, 'refund.own'])
    expect((await as('liu', 'GET', '/refunds')).body.items).toMatchObject([{ needsTwo: true, isMine: true }])
    expect((await as('zhao', 'POST', deed(`${no}-1`, 'approve'))).body).toEqual({ state: 'begun' })
  })

  it('of one moment agreed to by two are begun once', async () => {
    await asked({ fen: 20_000 })
    const answers = await Promise.all(
      ['liu', 'zhao'].map((who) => as(who, 'POST', deed(`${no}-1`, 'approve'))),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  it('are begun by staff under the number the order gave out, of pieces of it or of an amount', async () => {
    await asked({ fen: 1_000, state: 'done' })
    const { body } = await as('liu', 'GET', `/refunds/${no}`)
    expect(body).toMatchObject({
      ...{ leftFen: 39_000, nextRefundNo: `${no}-2`, reviewAboveFen: 20_000, isPaid: true },
      lines: [{ skuId: 's1', name: '精油', quantity: 2, returned: 0, worthFen: [20_000, 20_000] }],
      refunds: [{ refundNo: `${no}-1`, state: 'done' }],
    })
    const begin = (fen: unknown, more: object = {}) =>
      as('liu', 'POST', deed(`${no}-2`, 'begin'), { fen, reason: '少发一件', ...more })
    for (const fen of [0, -1, 0.5, '100', 2 ** 60]) expect((await begin(fen)).status).toBe(400)
    expect((await begin(100, { reason: '' })).status).toBe(400)
    expect((await begin(39_001)).body.error.code).toBe('refund.too_much')
    const lines = [{ skuId: 's1', quantity: 1 }]
    expect((await begin(19_999, { lines })).body.error.code).toBe('refund.lines')
    expect((await begin(20_000, { lines })).body).toEqual({ state: 'begun' })
    expect((await as('liu', 'GET', `/refunds/${no}/${no}-2`)).body).toMatchObject({
      ...{ state: 'pending', fen: 20_000, begunBy: 'liu', returned: [{ name: '精油', quantity: 1 }] },
    })
    expect((await as('liu', 'GET', `/refunds/${no}/${no}-9`)).status).toBe(404)
    expect((await as('liu', 'GET', '/refunds/nothing')).status).toBe(404)
  })

  it('that cannot reach the payer go another way, with a card written whole', async () => {
    await asked({ state: 'pending', trouble: 'ABNORMAL' })
    const to = (body: object) => as('liu', 'POST', deed(`${no}-1`, 'redirect'), body)
    const card = { kind: 'card', bank: 'ICBC', account: '6222020000000000000', name: '徐明轩' }
    for (const wrong of [{ bank: 'XX' }, { account: '6222 0200' }, { name: '' }])
      expect((await to({ ...card, ...wrong })).status).toBe(400)
    expect(redirected).toEqual([])
    expect((await to(card)).body).toEqual({ state: 'begun' })
    expect((await to({ kind: 'merchant' })).status).toBe(200)
    expect(redirected).toEqual([
      [no, `${no}-1`, card],
      [no, `${no}-1`, { kind: 'merchant' }],
    ])
  })

  it('are refused with a reason, and one that stands still goes on', async () => {
    await asked({}, { state: 'pending', trouble: 'NOT_ENOUGH' })
    expect((await as('liu', 'POST', deed(`${no}-1`, 'decline'), { answer: '' })).status).toBe(400)
    expect((await as('liu', 'POST', deed(`${no}-1`, 'decline'), { answer: '已拆封' })).status).toBe(200)
    expect((await as('liu', 'GET', '/refunds?look=closed')).body.items).toMatchObject([{ answer: '已拆封' }])
    expect((await as('liu', 'POST', deed(`${no}-2`, 'retry'))).status).toBe(200)
    expect(await listed('stuck')).toEqual([])
    expect((await as('liu', 'POST', deed('nothing', 'retry'))).status).toBe(404)
  })
})
