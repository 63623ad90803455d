import { expect, it } from 'vitest'
import { askersOf, type Subject } from './askers-of.ts'
import { written } from './testing/world.ts'

const tier: Subject = { traits: ['tier'], isTag: (name) => name === '高价值' }
const askers = (text: string): string[] =>
  askersOf(
    tier,
    written(text).map(({ one }) => one),
  ).map(({ definition }) => definition.id)

const segment = (id: string, rule: string) => `segment: ${id}\nname: ${id}\nkind: live\nrule: ${rule}\n`
const journey = (id: string, entry: string, more = '') =>
  `journey: ${id}\nname: ${id}\nentry: ${entry}\n${more}steps:\n  done: { exit: { reason: done } }\n`

it.each([
  ['a segment by the trait', segment('a', '{ trait: tier, is: high }')],
  ['a segment by the tag that goes with it', segment('a', '{ any: [{ tag: 会员 }, { tag: 高价值 }] }')],
  [
    'a segment by when it changed',
    segment('a', '{ event: customer.trait_changed, where: { prop: trait, is: tier } }'),
  ],
  [
    'a flow that begins when it changes',
    journey('a', '{ event: customer.trait_changed, where: { prop: trait, in: [tier, stage] } }'),
  ],
  ['a flow that begins whatever changes', journey('a', '{ event: customer.trait_changed }')],
  [
    'a flow that ends by the tag',
    journey(
      'a',
      '{ event: order.paid }',
      'exit: [{ event: customer.tag_added, where: { prop: tag, is: 高价值 } }]\n',
    ),
  ],
  [
    'a flow whose entry asks for it',
    journey('a', '{ event: order.paid, when: { not: { trait: tier, is: high } } }'),
  ],
  [
    'a message that recommends by it',
    'message: a\nname: a\npurpose: marketing\nprefer: [sms]\nvariables:\n  p:\n    recommend:\n      - { product: 礼盒, productId: b, when: { tag: 高价值 } }\n      - { product: 精华, productId: c }\n    default: 新品\nsms: { templates: { aliyun: SMS_100001 }, text: "{{ p }}，拒收请回复R" }\n',
  ],
])('finds %s', (_, text) => {
  expect(askers(text)).toEqual(['a'])
})

it.each([
  ['another trait', segment('a', '{ trait: purchaseCount, atLeast: 4 }')],
  ['another tag', segment('a', '{ tag: 会员 }')],
  [
    'a change of another trait',
    journey('a', '{ event: customer.trait_changed, where: { prop: trait, is: stage } }'),
  ],
])('does not name who asks about %s', (_, text) => {
  expect(askers(text)).toEqual([])
})

it('finds who asks through a segment, and through a segment of segments, in whatever order they stand', () => {
  const all = [
    journey('flow', '{ segment: outer }'),
    segment('outer', '{ all: [{ segment: inner }, { tag: 会员 }] }'),
    segment('inner', '{ trait: tier, is: high }'),
    segment('other', '{ tag: 会员 }'),
  ]
  expect(askers(all.join('---\n'))).toEqual(['flow', 'outer', 'inner'])
})
