import { describe, expect, it } from 'vitest'
import type { KeluEvent } from '../../../models/event.ts'
import {
  categoryRule,
  daysBefore,
  did,
  discountRule,
  inForce,
  ordered,
  promotionRule,
  refreshedAt,
  topicRule,
} from '../testing/preference-evidence.ts'
import { preferencesOf } from './preferences-of.ts'

type Orders = Parameters<typeof ordered>[1][]

const times = <T>(n: number, make: (n: number) => T): T[] =>
  Array.from({ length: n }, (_, each) => make(each))
const namesOf = (found: ReturnType<typeof preferencesOf>) => found.map(({ name }) => name)

describe('价格敏感', () => {
  const found = (orders: Orders, at = refreshedAt) => {
    const all = orders.map((each, n) => ordered(`o${n}`, each))
    return preferencesOf(
      inForce(discountRule),
      { events: all.map(({ event }) => event), orders: all.map(({ order }) => order) },
      at,
    )
  }
  const full = {}
  const cheap = { discountFen: 100 }

  it.each<[string, Orders, boolean]>([
    ['three of five orders with a discount', [cheap, cheap, cheap, full, full], true],
    ['four of seven, which is less than 0.6', [cheap, cheap, cheap, cheap, full, full, full], false],
    ['two orders, both with one', [cheap, cheap], false],
    ['one of three, a fifth of the full prices off', [full, full, { discountFen: 7_500 }], true],
    ['one of three, hardly less than a fifth off', [full, full, { discountFen: 7_499 }], false],
    ['the third order refunded in full', [cheap, cheap, { ...cheap, refundedFen: 10_000 }], false],
    ['the third order free of charge', [cheap, cheap, { ...cheap, paidFen: 0 }], false],
    ['the third order refunded in part', [cheap, cheap, { ...cheap, refundedFen: 9_999 }], true],
    ['the third order at the first instant', [cheap, cheap, { ...cheap, at: daysBefore(180, 0) }], true],
    ['the third order earlier', [cheap, cheap, { ...cheap, at: new Date(+daysBefore(180, 0) - 1) }], false],
    ['the third order on the day of the refresh', [cheap, cheap, { ...cheap, at: daysBefore(0, 0) }], false],
  ])('%s', (_, orders, holds) => {
    expect(namesOf(found(orders))).toEqual(holds ? ['价格敏感'] : [])
  })

  it('says why: rule and version, window, counts, shares, and the newest three that speak for it', () => {
    const all = [5, 4, 3, 2, 1].map((days) =>
      ordered(`o${days}`, { at: daysBefore(days), discountFen: 2_500 }),
    )
    const plain = ordered('o6', { at: daysBefore(6) })
    const told = { events: [], orders: [...all, plain].map(({ order }) => order) }
    expect(preferencesOf(inForce(discountRule), told, refreshedAt)).toEqual([
      {
        name: '价格敏感',
        reason: {
          rule: 'price-sensitive@1',
          evidence: 'discountedOrders',
          from: new Date('2025-09-02T00:00:00+08:00'),
          until: new Date('2026-03-01T00:00:00+08:00'),
          count: 5,
          of: 6,
          share: 0.8333,
          // 12,500 off of 72,500.
          discountShare: 0.1724,
          events: [4, 3, 2].map((place) => all[place]?.event._id),
        },
      },
    ])
  })

  it('an hour later, and at the end of the day, it is the same', () => {
    const orders = [cheap, cheap, { ...cheap, at: daysBefore(180, 0) }]
    const sooner = found(orders).map(({ reason: { events: _, ...reason } }) => reason)
    for (const at of ['2026-03-01T04:00:00+08:00', '2026-03-01T23:59:59+08:00']) {
      expect(found(orders, new Date(at)).map(({ reason: { events: _, ...reason } }) => reason)).toEqual(
        sooner,
      )
    }
  })
})

describe('关注促销', () => {
  const found = (events: KeluEvent[]) =>
    namesOf(preferencesOf(inForce(promotionRule), { events, orders: [] }, refreshedAt))
  const click = (promotion?: boolean, at?: Date) => did('message.clicked', { promotion }, at)
  const page = (promotion?: boolean) => did('page.viewed', { promotion })

  it.each<[string, KeluEvent[], boolean]>([
    ['three of six clicks', [...times(3, () => click(true)), ...times(3, () => click())], true],
    ['three of seven', [...times(3, () => click(true)), ...times(4, () => click(false))], false],
    ['two of two', times(2, () => click(true)), false],
    [
      'messages and pages together',
      [click(true), page(true), did('product.viewed', { promotion: true })],
      true,
    ],
    [
      'pages that offer nothing count against it',
      [...times(3, () => click(true)), ...times(4, () => page())],
      false,
    ],
    ['what is put into the cart is no click', times(3, () => did('cart.added', { promotion: true })), false],
    ['90 days back', [click(true), click(true), click(true, daysBefore(90, 0))], true],
    ['91 days back', [click(true), click(true), click(true, daysBefore(91, 23))], false],
  ])('%s', (_, events, holds) => {
    expect(found(events)).toEqual(holds ? ['关注促销'] : [])
  })
})

describe('偏好<类目>', () => {
  const viewed = (category: string | undefined, product: string, at?: Date) =>
    did('product.viewed', { productId: product, category }, at)
  const carted = (category: string, product: string, at?: Date) =>
    did('cart.added', { productId: product, category }, at)
  const found = (events: KeluEvent[], orders: ReturnType<typeof ordered>[] = []) =>
    preferencesOf(
      inForce(categoryRule),
      { events: [...events, ...orders.map(({ event }) => event)], orders: orders.map(({ order }) => order) },
      refreshedAt,
    )
  const bought = (at: Date, more = {}) =>
    ordered('o', { at, items: [{ productId: 'p', name: '面霜', category: '护肤' }], ...more })

  it('weighs a view 1, the cart 3 and an order 5, halved every 30 days', () => {
    const month = daysBefore(30)
    const deeds = [viewed('护肤', 'p', month), viewed('护肤', 'q', month), carted('护肤', 'p', month)]
    const [tag] = found(deeds, [bought(month)])
    expect(tag).toMatchObject({ name: '偏好护肤', reason: { score: 5, share: 1, count: 4, of: 4 } })
    expect(found(deeds.slice(1), [bought(month)])).toEqual([])
    expect(
      found(
        deeds.map((each) => ({ ...each, at: daysBefore(31) })),
        [bought(month)],
      ),
    ).toEqual([])
  })

  it('counts a product once a day, however often it was looked at', () => {
    const often = times(20, () => viewed('护肤', 'p', daysBefore(1)))
    expect(found(often)).toEqual([])
    expect(namesOf(found(times(6, (n) => viewed('护肤', `p${n}`, daysBefore(1)))))).toEqual(['偏好护肤'])
    expect(namesOf(found(times(6, (n) => viewed('护肤', 'p', daysBefore(n + 1)))))).toEqual(['偏好护肤'])
  })

  it('an order told again, or refunded in full, was never bought', () => {
    const one = bought(daysBefore(1))
    const again = did('order.paid', { orderId: 'o', items: one.event.props.items }, daysBefore(1))
    const view = viewed('护肤', 'q', daysBefore(1))
    expect(found([view, again], [one])[0]?.reason).toMatchObject({ count: 2, of: 2 })
    expect(found([view], [bought(daysBefore(1), { refundedFen: 10_000 })])).toEqual([])
  })

  it('what has no category, and 其他, counts against all and is nobody’s preference', () => {
    const skin = times(7, (n) => viewed('护肤', `s${n}`))
    const rest = [...times(6, (n) => viewed(undefined, `n${n}`)), ...times(7, (n) => viewed('其他', `o${n}`))]
    expect(found([...skin, ...rest])[0]?.reason).toMatchObject({ count: 7, of: 20, share: 0.35 })
    expect(found([...skin, ...rest, viewed(undefined, 'one more')])).toEqual([])
    expect(found(rest)).toEqual([])
  })

  it('gives at most two; of equals the one told of last, then by code point', () => {
    const six = (category: string, hour: number) =>
      times(6, (n) => viewed(category, `${category}${n}`, daysBefore(1, hour)))
    const rule = { ...categoryRule, minShare: 0.2 }
    const named = (events: KeluEvent[]) =>
      namesOf(preferencesOf(inForce(rule), { events, orders: [] }, refreshedAt))
    expect(named([...six('乙', 8), ...six('丙', 10), ...six('甲', 9)])).toEqual(['偏好丙', '偏好甲'])
    expect(named([...six('😀', 8), ...six('Ａ', 8), ...six('b', 8)])).toEqual(['偏好b', '偏好Ａ'])
  })
})

describe('偏好<内容主题>', () => {
  const found = (events: KeluEvent[]) =>
    namesOf(preferencesOf(inForce(topicRule), { events, orders: [] }, refreshedAt))
  const page = (topic: string | undefined, days: number) => did('page.viewed', { topic }, daysBefore(days))
  const three = [page('美妆教程', 1), page('美妆教程', 1), page('美妆教程', 2)]

  it.each<[string, KeluEvent[], boolean]>([
    ['three views on two days', three, true],
    ['three views on one day', times(3, () => page('美妆教程', 1)), false],
    ['two views on two days', three.slice(1), false],
    ['three of seven views', [...three, ...times(4, () => page(undefined, 3))], true],
    ['three of eight', [...three, ...times(5, () => page('其他', 3))], false],
    [
      'products without a topic are no content',
      [...three, ...times(9, () => did('product.viewed', {}))],
      true,
    ],
    [
      'clicks on messages about it',
      [...three.slice(1), did('message.clicked', { topic: '美妆教程' }, daysBefore(5))],
      true,
    ],
    ['91 days ago', [...three.slice(0, 2), page('美妆教程', 91)], false],
  ])('%s', (_, events, holds) => {
    expect(found(events)).toEqual(holds ? ['偏好美妆教程'] : [])
  })

  it('其他 is no topic', () => {
    expect(found([page('其他', 1), page('其他', 2), page('其他', 3)])).toEqual([])
  })
})

it('of two rules that give one tag the first stands', () => {
  const events = times(6, (n) => did('product.viewed', { productId: `p${n}`, category: '护肤' }))
  const rules = inForce(categoryRule, { ...categoryRule, id: 'other', minScore: 1 })
  expect(preferencesOf(rules, { events, orders: [] }, refreshedAt)).toMatchObject([
    { name: '偏好护肤', reason: { rule: 'favourite-category@1' } },
  ])
})
