import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMoneyFigures } from '../../../models/money-figures.ts'
import type { OwnRefund } from '../../../models/own-order.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createMoneyHandlers } from './handlers.ts'

let world: AdminWorld
beforeAll(async () => {
  world = await adminWorld(({ stores, connection, realClock: clock }) => ({
    contract: { money: contract.money },
    handlers: {
      money: createMoneyHandlers({
        ...{ figures: createMoneyFigures(connection), clock },
        ...{ differences: stores.paymentDifferences, days: stores.reconciledDays },
      }),
    },
  }))
})
afterAll(() => world.close())

const today = async (role: 'finance' | 'marketer') =>
  world.call('GET', '/money/today', { cookie: await world.as(role) })

async function order(no: string, totalFen: number, paidAt: Date, refunds: Partial<OwnRefund>[] = []) {
  const at = world.realClock.now()
  await world.stores.orders.change(`kelu:${no}`, () => ({
    ...{ _id: `kelu:${no}`, customerId: 'c1', rev: 0 },
    own: {
      ...{ clientKey: no, lines: [], goodsFen: totalFen, discountFen: 0, freightFen: 0, totalFen, paidAt },
      ...{ payer: { openid: 'o' }, createdAt: at, expiresAt: at, step: 'paid', transactionId: no },
      refunds: refunds.map((refund, n) => ({
        ...{ refundNo: `${no}-${n}`, fen: 100, reason: '不合适', state: 'done' as const, at },
        ...refund,
      })),
    },
  }))
}

it('nothing that is there is told as nothing', async () => {
  expect((await today('finance')).body).toMatchObject({
    ...{ paid: { count: 0, fen: 0 }, refunded: { count: 0, fen: 0 }, waitingRefunds: 0, stuckRefunds: 0 },
    ...{ openDifferences: 0, openDay: null, reconciledDay: null },
  })
  expect((await today('marketer')).status).toBe(403)
})

it('a local day has what was paid in it and what went back in it, and what waits for somebody', async () => {
  const midnight = new Date('2026-03-02T00:00:00+08:00')
  const ms = (n: number) => new Date(midnight.getTime() + n)
  await order('a', 29_900, ms(0), [
    { acceptedAt: ms(0), fen: 500 },
    { acceptedAt: ms(-1), fen: 7 },
    { acceptedAt: ms(5), fen: 9, state: 'failed' },
  ])
  await order('b', 100, ms(1), [{ state: 'requested' }, { state: 'pending', trouble: 'NOT_ENOUGH', fen: 1 }])
  await order('c', 5_000, ms(-1), [{ state: 'pending', fen: 1 }])
  const { reconciledDays, paymentDifferences } = world.stores
  const totals = { paid: 0, paidFen: 0, refunds: 0, refundedFen: 0, differences: 0 }
  await reconciledDays.done('2026-02-28', ms(0), totals)
  await reconciledDays.failed('2026-03-01', 'SYSTEM_ERROR')
  for (const [day, kind] of [
    ['2026-02-28', 'missingHere'],
    ['2026-02-20', 'fundOnly'],
    // Kelu goes on asking about it by itself.
    ['2026-02-28', 'refundUnanswered'],
  ] as const)
    await paymentDifferences.note({
      ...{ _id: `${day}:${kind}:1`, day, kind, from: 'bill', ref: '1', seenAt: ms(0) },
    })
  expect((await today('finance')).body).toMatchObject({
    ...{ paid: { count: 2, fen: 30_000 }, refunded: { count: 1, fen: 500 } },
    ...{ waitingRefunds: 1, stuckRefunds: 1 },
    ...{ openDifferences: 2, openDay: '2026-02-28', reconciledDay: '2026-02-28' },
  })
})
