import { expect, it } from 'vitest'
import { yuan } from '../../../design/numbers.ts'
import { type Credit, creditAsCsv } from './credit-rows.ts'

it('money is written to the fen and without any rounding', () => {
  expect([0, 7, 100, 123_456_789, 99_999_999_999].map(yuan)).toEqual([
    '0.00',
    '0.07',
    '1.00',
    '1234567.89',
    '999999999.99',
  ])
})

it('what a name would make a spreadsheet do is only a name there', () => {
  const row = {
    ...{ userid: 'lilei', name: '=HYPERLINK("x")', department: '一部', store: null, wecom: null },
    ...{ sends: 3, clicks: 1, tasks: 2, orders: 1, fen: 12_345 },
  }
  const credit: Credit = {
    ...{ from: '2026-12-01', to: '2026-12-31', rule: '', items: [row], wecomUntil: null },
    ...{ credited: { orders: 1, fen: 12_345 }, uncredited: null },
  }
  const [head, line] = creditAsCsv(credit).split('\r\n')
  expect(head?.startsWith('\uFEFF"开始"')).toBe(true)
  expect(line).toContain(`"'=HYPERLINK(""x"")"`)
  expect(line?.endsWith('"3","1","2","1","123.45"')).toBe(true)
})
