import { expect, it } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { Order } from '../../models/orders.ts'
import { defaultBuyerRules } from '../language/buyer-rules.ts'
import { explainTraits } from './explain-traits.ts'
import type { BuyingTrait } from './trait-words.ts'

const now = new Date('2026-03-09T12:00:00+08:00')
const day = (text: string) => new Date(`${text}T10:00:00+08:00`)

function anOrder(no: string, paidOn: string | null, fen: number, more: Partial<Order> = {}): Order {
  const at = day(paidOn ?? '2026-03-01')
  const report = { event: `e-${no}`, heardAt: at, at, amountFen: fen, items: [] }
  return {
    _id: `shop:${no}`,
    customerId: 'c_1',
    rev: 1,
    ...(paidOn === null ? { placed: report } : { payment: report }),
    ...more,
  }
}
const back = (fen: number) => ({ refunds: [{ id: `r${fen}`, fen, heardAt: now }] })

const explained = (orders: Order[], kept: Partial<Customer> = {}) =>
  explainTraits({ _id: 'c_1', traits: {}, tags: [], ...kept } as unknown as Customer, orders, {
    now,
    rules: defaultBuyerRules,
  })
const of = (trait: BuyingTrait, orders: Order[]) =>
  explained(orders).traits.find((one) => one.trait === trait)

/** Gaps of 28 and 35 days: cycle 32, confidence 0.45. */
const regular = [
  anOrder('a', '2026-01-01', 10_000),
  anOrder('b', '2026-01-29', 30_000, back(5_000)),
  anOrder('c', '2026-03-05', 10_000),
]
const others = [
  anOrder('free', '2026-02-01', 0),
  anOrder('back', '2026-02-02', 7_000, back(7_000)),
  anOrder('open', null, 9_900),
  anOrder('gone', null, 9_900, { closedAt: now }),
  { _id: 'shop:early', customerId: 'c_1', rev: 1, ...back(300) } as Order,
  anOrder('too-much', '2026-02-03', 100, back(900)),
]

it('says of every order whether it counts and why not, the newest payment first', () => {
  const { orders } = explained([...regular, ...others])
  expect(orders.map(({ id, isCounted, says }) => [id, isCounted, says])).toEqual([
    ['shop:c', true, '算'],
    ['shop:too-much', false, '不算：退款 ¥9.00 超过实付，请核对店铺数据'],
    ['shop:back', false, '不算：已全额退款'],
    ['shop:free', false, '不算：实付 0 元'],
    ['shop:b', true, '算 ¥250.00：退了 ¥50.00'],
    ['shop:a', true, '算'],
    ['shop:early', false, '不算：只收到退款，还没有收到付款'],
    ['shop:gone', false, '不算：没付款就关闭了'],
    ['shop:open', false, '不算：还没付款'],
  ])
})

it('gives each trait with the numbers it comes from, whatever does not count', () => {
  const all = [...regular, ...others]
  expect(of('ordersCount', all)).toMatchObject({ value: '3 单', from: ['共 9 单，算 3 单，不算 6 单'] })
  expect(of('averageOrderFen', all)).toMatchObject({ value: '¥150.00', from: ['¥450.00 ÷ 3 单'] })
  expect(of('spend365Fen', all)).toMatchObject({
    value: '¥450.00',
    from: ['2025-03-09 12:00 之后付款的 3 单，合计 ¥450.00'],
  })
  expect(of('cycleDays', all)).toMatchObject({
    value: '32 天',
    from: ['最近的购买日：2026-01-01、2026-01-29、2026-03-05', '间隔：28、35 天'],
  })
  expect(of('cycleConfidence', all)).toMatchObject({
    value: '0.45',
    from: ['2 个间隔，和 32 天平均差 3.5 天', '2 ÷ 4 ×（1 − 3.5 ÷ 32）= 0.45'],
  })
  expect(of('nextOrderOn', all)).toMatchObject({ value: '2026-04-06', from: ['最近购买日 2026-03-05'] })
  expect(of('tier', all)).toMatchObject({ value: '潜力' })
  expect(of('rfmR', all)).toMatchObject({ value: '5 分' })
  expect(of('rfmGroup', all)?.from).toEqual(['R 5 分、F 3 分、M 2 分'])
})

it('says what there is not, and why', () => {
  expect(of('cycleDays', [anOrder('a', '2026-03-01', 100)])).toMatchObject({
    value: null,
    from: ['最近的购买日：2026-03-01', '还没有间隔：要至少两个购买日'],
  })
  expect(of('rfmM', [anOrder('free', '2026-03-01', 0)])).toMatchObject({
    value: null,
    from: ['还没有算数的订单'],
  })
})

it('counts what only the ledger knows, and tells where the profile says something else', () => {
  const payment = { event: 'e', heardAt: now, at: day('2026-03-01'), paidFen: 700 }
  const { orders, traits } = explained([], {
    orders: [{ id: 'e', payment }],
    traits: { ordersCount: 1, spend365Fen: 600 },
  })
  expect(orders).toMatchObject([{ id: 'shop:e', isCounted: true, says: '算' }])
  const kept = Object.fromEntries(traits.map((one) => [one.trait, one.kept]))
  expect([kept.ordersCount, kept.spend365Fen]).toEqual([null, '¥6.00'])
})
