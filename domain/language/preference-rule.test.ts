import { expect, it } from 'vitest'
import { readDefinitions } from './load.ts'

const now = new Date('2026-03-02T09:00:00+08:00')
const read = (...texts: string[]) =>
  readDefinitions(
    texts.map((text, n) => ({ file: `${n}.yaml`, text })),
    now,
  )
const rule = (more: string, id = 'r') =>
  `preferenceRule: ${id}\nname: 规则\nwindowDays: 90\nminCount: 3\nminShare: 0.5\n${more}\n`

it.each([
  ['tag: 价格敏感\nevidence: { discountedOrders: { minDiscountShare: 0.2 } }', { minDiscountShare: 0.2 }],
  ['tag: 关注促销\nevidence: promotionClicks', { evidence: 'promotionClicks' }],
  ['tag: "偏好{主题}"\nevidence: { topics: { minDays: 2 } }', { evidence: 'topics', minDays: 2 }],
])('%s', (text, expected) => {
  const { definitions, faults } = read(rule(text))
  expect(faults).toEqual([])
  expect(definitions.preferenceRules).toMatchObject([{ id: 'r', windowDays: 90, ...expected }])
})

it.each<[string, string, string]>([
  ['tag: 偏好\nevidence: { topics: { minDays: 2 } }', 'tag', '带一处 {主题} 的标签名'],
  ['tag: "偏好{类目}"\nevidence: { topics: { minDays: 2 } }', 'tag', '带一处 {主题} 的标签名'],
  ['tag: "{主题}{主题}"\nevidence: { topics: { minDays: 2 } }', 'tag', '带一处 {主题} 的标签名'],
  ['tag: "促销{主题}"\nevidence: promotionClicks', 'tag', '标签名（不带 { }）'],
  ['tag: 促销\nevidence: clicks', 'evidence', '依据'],
  ['tag: 促销\nevidence: { discountedOrders: { minDiscountShare: 20 } }', 'evidence', '0 到 1 之间的占比'],
  ['tag: 促销\nevidence: { discountedOrders: {} }', 'evidence', '0 到 1 之间的占比'],
  ['tag: 促销\nversion: 2\nevidence: promotionClicks', 'version', '没有“version”这一项'],
])('%s is refused', (text, path, expected) => {
  const { definitions, faults } = read(rule(text))
  expect(definitions.preferenceRules).toEqual([])
  expect(faults[0]?.path).toContain(path)
  expect(faults[0]?.expected).toContain(expected)
})

it('two rules for one tag are one too many', () => {
  const text = 'tag: 关注促销\nevidence: promotionClicks'
  const { faults } = read(rule(text), rule(text, 'other'))
  expect(faults).toMatchObject([
    { file: '1.yaml', path: 'tag', expected: '一个标签只有一条规则（已在 0.yaml）' },
  ])
})
