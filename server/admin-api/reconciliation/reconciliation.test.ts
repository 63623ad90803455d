import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Decision } from '../../../domain/payments/decide-difference.ts'
import type { PaymentDifference } from '../../../models/payment-differences.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createReconciliationHandlers } from './handlers.ts'

const no = '01KJPB3V00ABCDEFGHJKMNPQRS'
let world: AdminWorld
const told: string[] = []
const decided: [string, Decision, string][] = []

beforeAll(async () => {
  world = await adminWorld(({ stores, auditLog, realClock: clock }) => ({
    contract: { reconciliation: contract.reconciliation },
    handlers: {
      reconciliation: createReconciliationHandlers({
        ...{ days: stores.reconciledDays, differences: stores.paymentDifferences, orders: stores.orders },
        ...{ auditLog, clock, announce: (topic) => void told.push(topic) },
        customers: { findMany: async () => new Map(), masked: () => ({}) as never },
        decisions: {
          decide: async (id, decision, { memberId }) => {
            decided.push([id, decision, memberId])
            return { settled: true, said: 'paid' }
          },
        },
      }),
    },
  }))
  for (const role of ['finance', 'marketer', 'operator'] as const) {
    await world.aMember({ _id: role, name: role, role })
  }
})
afterAll(() => world.close())
beforeEach(async () => {
  await world.connection.collection('paymentDifferences').deleteMany({})
  await world.connection.collection('reconciledDays').deleteMany({})
  told.splice(0)
  decided.splice(0)
})

const as = async (who: string, method: 'GET' | 'POST', path: string, body?: object) =>
  world.call(method, `/reconciliation${path}`, { cookie: await world.cookieOf(who), body })
const get = async (path: string) => (await as('finance', 'GET', path)).body
const sums = { paid: 2, paidFen: 300, refunds: 1, refundedFen: 100 }
/** Local day so many days from today. */
const day = (offset: number) =>
  new Date(world.realClock.now().getTime() + 8 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10)

async function found(kind: PaymentDifference['kind'], of: string, more: Partial<PaymentDifference> = {}) {
  const _id = `${of}:${kind}:4200`
  const seenAt = world.realClock.now()
  await world.stores.paymentDifferences.note({
    ...{ _id, day: of, kind, from: 'bill', ref: '4200', no, ours: 0, theirs: 29_900, seenAt },
    ...more,
  })
  return _id
}

describe('fourteen days', () => {
  it('are told with how each stands, and lead to those before and after', async () => {
    const { reconciledDays } = world.stores
    const at = (of: string, days: number) =>
      new Date(new Date(`${of}T03:00:00Z`).getTime() + days * 86_400_000)
    await reconciledDays.done(day(-2), at(day(-2), 1), { ...sums, differences: 0 })
    await reconciledDays.done(day(-3), at(day(-3), 5), { ...sums, differences: 0 })
    await reconciledDays.done(day(-4), at(day(-4), 1), { ...sums, differences: 1 })
    await found('missingHere', day(-4))
    await reconciledDays.done(day(-5), at(day(-5), 1), { ...sums, differences: 1 })
    await found('refundUnknown', day(-5))
    await reconciledDays.failed(day(-6), 'SYSTEM_ERROR')
    await found('missingHere', day(-40))
    const first = await get('/days')
    expect(first.days).toHaveLength(14)
    expect(first.days.slice(-6, -1)).toMatchObject([
      { day: day(-6), state: 'failed' },
      { day: day(-5), state: 'chased', open: 0 },
      { day: day(-4), state: 'open', open: 1 },
      { day: day(-3), state: 'agreed', isLate: true },
      { day: day(-2), state: 'agreed', isLate: false },
    ])
    expect(first).toMatchObject({
      later: null,
      earlier: day(-15),
      openDays: [
        { day: day(-4), open: 1 },
        { day: day(-40), open: 1 },
      ],
    })
    const before = await get(`/days?until=${first.earlier}`)
    expect(before).toMatchObject({ later: day(-1) })
    expect(before.days.at(-1)).toMatchObject({ day: day(-15), state: 'never' })
  })

  it('of which yesterday is no difference before ten in the morning', async () => {
    const { realClock } = world
    const nine = new Date(`${day(1)}T09:59:00+08:00`)
    realClock.set(nine)
    expect((await get('/days')).days.at(-1)).toMatchObject({ day: day(-1), state: 'notOut' })
    realClock.advance(60_000)
    expect((await get('/days')).days.at(-1)).toMatchObject({ day: day(-1), state: 'never' })
  })

  it('end today where something was seen in a notice', async () => {
    await found('otherMerchant', day(0), { from: 'live' })
    expect((await get('/days')).days.at(-1)).toMatchObject({ day: day(0), state: 'open', open: 1 })
  })
})

describe('a day', () => {
  it('has its sums on both sides, and first what waits for somebody', async () => {
    const totals = { ...sums, differences: 3, ours: { ...sums, paid: 1 }, elsewhere: sums }
    const at = new Date(`${day(0)}T03:00:00Z`)
    await world.stores.reconciledDays.done(day(-1), at, totals)
    await found('latePayment', day(-1), { settledAt: at, settledAs: 'givenBack' })
    await found('refundUnanswered', day(-1))
    await found('refundMissingHere', day(-1))
    const body = await get(`/days/${day(-1)}`)
    expect(body).toMatchObject({ bill: sums, ours: { paid: 1 }, elsewhere: sums, account: null, open: 1 })
    expect(body.differences).toMatchObject([
      { kind: 'refundMissingHere', state: 'open', about: 'refund', fen: 29_900, order: null },
      { kind: 'refundUnanswered', state: 'chased' },
      { kind: 'latePayment', state: 'settled', settledAs: 'givenBack' },
    ])
  })

  it('is compared again when asked for, and that is noted and told', async () => {
    expect((await as('finance', 'POST', `/days/${day(-1)}/run`)).status).toBe(200)
    expect(await world.stores.reconciledDays.wanted(day(0))).toMatchObject([{ _id: day(-1) }])
    expect((await get(`/days/${day(-1)}`)).state).toBe('wanted')
    expect(told).toEqual(['money'])
    expect((await as('finance', 'POST', '/days/yesterday/run')).status).toBe(400)
  })
})

describe('a difference', () => {
  it('shows both sides, what most likely happened and what may be decided', async () => {
    const at = world.realClock.now()
    const line = { skuId: 's', productId: 'p', quantity: 1, discountShareFen: 0 }
    await world.stores.orders.change(`kelu:${no}`, () => ({
      ...{ _id: `kelu:${no}`, customerId: 'c1', rev: 0 },
      own: {
        lines: [
          { ...line, name: '玫瑰面霜', unitFen: 13_900, lineFen: 13_900 },
          { ...line, name: '洁面慕斯', unitFen: 12_000, lineFen: 12_000 },
        ],
        ...{ clientKey: 'k', goodsFen: 25_900, discountFen: 0, freightFen: 0, totalFen: 25_900 },
        ...{ payer: { openid: 'o' }, createdAt: at, expiresAt: at, step: 'paid', paidAt: at },
        transactionId: '4200',
      },
    }))
    const id = await found('refundMissingHere', day(-1), {
      ...{ ref: '2026120216211', theirs: 12_000 },
      line: { fen: 12_000, at, transactionId: '4200', refundId: '5030' },
    })
    expect(await get(`/differences/${encodeURIComponent(id)}`)).toMatchObject({
      line: { fen: 12_000, refundId: '5030' },
      own: { no, totalFen: 25_900, lines: [{}, { name: '洁面慕斯', paidFen: 12_000 }] },
      guess: { kind: 'byHand', item: '洁面慕斯' },
      choices: ['record', 'noted', 'leave'],
      course: [{ what: 'found', by: null }],
    })
    expect((await as('finance', 'GET', '/differences/nothing')).status).toBe(404)
  })

  it('is decided by whoever has the right, with a word where a word settles it', async () => {
    const id = encodeURIComponent(await found('missingHere', day(-1)))
    const decide = (who: string, body: object) => as(who, 'POST', `/differences/${id}/decide`, body)
    expect((await decide('finance', { choice: 'noted' })).status).toBe(400)
    expect((await decide('finance', { choice: 'book' })).status).toBe(400)
    for (const who of ['marketer', 'operator'])
      expect((await decide(who, { choice: 'ask' })).status).toBe(403)
    expect(decided).toEqual([])
    expect((await decide('finance', { choice: 'ask' })).body).toEqual({ settled: true, said: 'paid' })
    expect((await decide('finance', { choice: 'noted', note: ' 门店补了账 ' })).status).toBe(200)
    expect(decided.map(([, decision, by]) => [decision, by])).toEqual([
      [{ choice: 'ask' }, 'finance'],
      [{ choice: 'noted', note: '门店补了账' }, 'finance'],
    ])
  })
})
