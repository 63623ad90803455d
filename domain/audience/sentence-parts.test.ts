import { expect, it } from 'vitest'
import { ruleSchema } from '../language/rule.ts'
import { describe } from './describe.ts'
import { describeParts } from './sentence-parts.ts'

it.each([
  { tag: '甲' },
  { not: { tag: '甲' } },
  { all: [{ tag: '甲' }, { not: { segment: 's' } }, { event: 'order.paid', within: '90 days' }] },
  { all: [{ any: [{ tag: '甲' }, { tag: '乙' }] }, { not: { any: [{ tag: '丙' }, { consent: 'sms' }] } }] },
  { any: [{ all: [{ tag: '甲' }] }] },
])('%j is the same sentence in parts, and every part with a place stands there', (written) => {
  const rule = ruleSchema.parse(written)
  const parts = describeParts(rule)
  expect(parts.map(({ text }) => text).join('')).toBe(describe(rule))
  for (const { path } of parts) {
    const there = path?.reduce<unknown>((node, key) => Reflect.get(node as object, key), written)
    if (path) expect(there).toBeTypeOf('object')
  }
})
