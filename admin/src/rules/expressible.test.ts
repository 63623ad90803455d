import { expect, it } from 'vitest'
import { isExpressible, isWhereExpressible } from './expressible.ts'
import { leafKinds, outsideOfRuns } from './leaf-kinds.ts'

const everywhere = [
  undefined,
  { tag: '会员' },
  {
    not: {
      all: [{ segment: 'vip' }, { any: [{ reach: 'sms' }, { not: { consent: 'sms', is: 'refused' } }] }],
    },
  },
  { trait: 'ordersCount', atLeast: 1, atMost: 3 },
  { trait: 'lastSeenAt', before: '30 days ago' },
  { trait: 'tier', in: ['high', 'potential'] },
  { event: 'order.paid', never: true, within: '90 days' },
  {
    event: 'order.paid',
    where: { all: [{ prop: 'amountFen', above: 1 }, { not: { anyItem: { prop: 'name', contains: '霜' } } }] },
  },
]
const ofRuns = [
  { entry: 'amountFen', atLeast: 20_000 },
  { trait: 'refundingOrders', is: { entry: 'orderId' } },
  { event: 'order.refunded', where: { prop: 'orderId', isNot: { answer: 'orderId' } } },
]
const nowhere = [
  'a text',
  { not: { not: { tag: '会员' } } },
  { all: [{ tag: '会员' }], any: [{ tag: '员工' }] },
  { all: [{ tag: '会员' }, 'and a text'] },
  { tag: '会员', since: '3 days' },
  { event: 'order.paid', within: '1 fortnight' },
  { trait: 'lastSeenAt', before: 'some day' },
  { trait: 'ordersCount', atLeast: '1' },
  { somebody: 'else' },
]

it.each(everywhere)('the tree shows %j wherever rules stand', (rule) => {
  expect(isExpressible(rule, outsideOfRuns)).toBe(true)
})

it.each(ofRuns)('the tree shows %j in steps only, where there is a run', (rule) => {
  expect(isExpressible(rule, leafKinds)).toBe(true)
  expect(isExpressible(rule, outsideOfRuns)).toBe(false)
})

it.each(nowhere)('%j is left to the text, or a part of it would be lost', (rule) => {
  expect(isExpressible(rule, leafKinds)).toBe(false)
})

it('what an event must say is shown by the same measure', () => {
  expect(isWhereExpressible({ any: [{ prop: 'form', is: 'whitepaper' }] }, outsideOfRuns)).toBe(true)
  expect(isWhereExpressible({ prop: 'orderId', is: { entry: 'orderId' } }, outsideOfRuns)).toBe(false)
  expect(isWhereExpressible({ form: 'whitepaper' }, leafKinds)).toBe(false)
})
