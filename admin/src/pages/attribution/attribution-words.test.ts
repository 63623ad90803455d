import { expect, it } from 'vitest'
import {
  type Attribution,
  attributionAsCsv,
  type ContentRow,
  costText,
  findingText,
  inOrder,
  severalText,
  totalOf,
} from './attribution-words.ts'

const row = (content: string, first: number, last: number, linear: number, costFen: number | null = 0) => {
  const told = (fen: number) => ({ orders: fen > 0 ? 1 : 0, fen, costFen })
  return {
    ...{ channel: 'sms', content, name: content, onTheWay: 1, count: 3 },
    byModel: { first: told(first), last: told(last), linear: told(linear) },
  } satisfies ContentRow
}
const nothing = { orders: 0, fen: 0 }
const attribution = (more: Partial<Attribution>): Attribution => ({
  ...{ from: '2026-11-04', to: '2026-12-03', windowDays: 30, rule: [], costRule: [], costsUntil: null },
  ...{ touched: nothing, untouched: nothing, severalContacts: 0, disagreement: null },
  ...{ contents: [], groups: [], stores: [], weekdays: [], paths: [], ways: 0, allStores: [] },
  ...more,
})
const two = { orders: 2, fen: 300 }

it('a cost is that of one order; what brought no order says what it cost; nothing is never divided', () => {
  expect(costText({ orders: 3, costFen: 1_000 })).toBe('¥3.33')
  expect(costText({ orders: 0, costFen: 1_000 })).toBe('花了 ¥10.00，没有订单')
  expect(costText({ orders: 0, costFen: 0 })).toBe('–')
  expect(costText({ orders: 3, costFen: null })).toBe('–')
})

it('the chosen model sorts; of what it gives nothing, what cost more comes first', () => {
  const rows = [row('idle', 0, 0, 0, 1), row('a', 5, 1, 3), row('dear', 0, 0, 0, 9), row('b', 1, 9, 2)]
  const names = (model: 'first' | 'last') => inOrder(rows, model).map(({ name }) => name)
  expect([names('first'), names('last')]).toEqual([
    ['a', 'b', 'dear', 'idle'],
    ['b', 'a', 'dear', 'idle'],
  ])
})

it('says where the models differ most, and says so in words when they do not, or when there is nothing', () => {
  const { name, channel, content } = row('欢迎语', 300, 0, 100)
  const differs: Attribution['disagreement'] = {
    row: { name, channel, content },
    more: { model: 'first', fen: 300 },
    less: { model: 'last', fen: 0 },
    differFen: 300,
  }
  expect(findingText(attribution({ touched: two, disagreement: differs }))).toBe(
    '「欢迎语」（短信）差得最多：末次触达比首次触达少算 ¥3.00',
  )
  const alike = [row('a', 100, 100, 100), row('b', 200, 200, 200)]
  expect(findingText(attribution({ touched: two, contents: alike }))).toBe(
    '三种算法说的一样：订单之前都只碰过一次',
  )
  expect(findingText(attribution({ touched: two, contents: alike.slice(1) }))).toBe(
    '三种算法说的一样：所有订单都来自同一种触达',
  )
  expect(findingText(attribution({}))).toBe('这些天的订单之前都没有触达')
  expect(severalText(attribution({}))).toBe(null)
  expect(severalText(attribution({ touched: two, severalContacts: 1 }))).toContain('占 50.0%')
})

it('costs are told together only where each is known', () => {
  const known = attribution({ touched: two, contents: [row('a', 1, 1, 1, 30), row('b', 1, 1, 1, 12)] })
  expect(totalOf(known, 'linear')).toEqual({ orders: 2, costFen: 42 })
  const unknown = attribution({ touched: two, contents: [row('a', 1, 1, 1, null)] })
  expect(totalOf(unknown, 'linear').costFen).toBe(null)
})

it('goes along as a table that a spreadsheet opens and does not run', () => {
  const csv = attributionAsCsv(
    attribution({
      contents: [row('=1+1', 12_345, 0, 6_172, 501)],
      groups: [{ group: 'new', ...two }],
      stores: [{ code: null, name: '没报门店', ...two }],
      untouched: { orders: 1, fen: 7 },
    }),
  )
  const lines = csv.trimEnd().split('\r\n')
  expect(lines[0]?.startsWith('\uFEFF"开始"')).toBe(true)
  expect(lines[1]).toBe(
    `"2026-11-04","2026-12-03","渠道 × 内容","'=1+1","短信","'=1+1","123.45","1","0.00","0","61.72","1","3","5.01"`,
  )
  expect(lines[2]).toContain('"分层","新客首单","","","3.00","2","3.00","2","3.00","2","",""')
  expect(lines.at(-1)).toContain('"没碰过任何触达","","","0.07","1"')
})
