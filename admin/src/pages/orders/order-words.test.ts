import { expect, it } from 'vitest'
import { orderStateWords } from '../../../../domain/orders/state-words.ts'
import { emptyWords, filtersFrom, moneyLines, type Order, states, timesOf } from './order-words.ts'

it('calls the states of an order what files call them', () => {
  const labels = Object.entries(states).map(([state, { label }]) => [state, label])
  expect(Object.fromEntries(labels)).toEqual(orderStateWords)
})

const order = {
  amountFen: 20_000,
  discountFen: 500,
  freightFen: 800,
  refundedFen: 5_000,
  netFen: 15_000,
  refunds: [{}, {}],
  times: {
    placedAt: '2026-03-01T01:00:00.000Z',
    paidAt: '2026-03-01T02:00:00.000Z',
    shippedAt: null,
    deliveredAt: null,
    receivedAt: '2026-03-03T02:00:00.000Z',
    closedAt: null,
  },
} as unknown as Order

it('shows how the money of an order comes about, so that the sums close', () => {
  expect(moneyLines(order)).toEqual([
    { label: '商品', fen: 19_700 },
    { label: '优惠', fen: -500 },
    { label: '运费', fen: 800 },
    { label: '实付', fen: 20_000 },
    { label: '退款', fen: -5_000, note: '2 笔' },
  ])
  const unpaid = {
    ...order,
    discountFen: 0,
    freightFen: 0,
    refundedFen: 0,
    times: { ...order.times, paidAt: null },
  }
  expect(moneyLines(unpaid)).toEqual([
    { label: '商品', fen: 20_000 },
    { label: '应付', fen: 20_000 },
  ])
})

it('tells what happened in its order', () => {
  expect(timesOf(order).map(({ label }) => label)).toEqual(['下单', '付款', '收货'])
})

it('takes from the address what it knows', () => {
  const query = { state: 'paid', from: '2026-03-01', to: 'soon', store: '', number: 'A1', else: 'x' }
  expect(filtersFrom(query)).toEqual({ state: 'paid', from: '2026-03-01', number: 'A1' })
  expect(filtersFrom({ state: 'gone' })).toEqual({})
})

it('says why nothing is there', () => {
  expect(emptyWords({ number: 'Z' }, false).title).toBe('没有找到「Z」')
  expect(emptyWords({ store: 'XH01' }, false).title).toBe('没有这样的订单')
  expect(emptyWords({}, true).why).toContain('你的门店')
})
