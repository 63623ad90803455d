import { expect, it } from 'vitest'
import { kindOf, leafKinds, newLeaf } from './leaf-kinds.ts'
import { readMoment, readSpan, writeMoment, writeSpan } from './moments.ts'
import { firstTest, newTest, opsLeft, opsOf, testsOf, withTests } from './value-tests.ts'

it('reads the comparisons of a leaf and writes them back, each once', () => {
  const leaf = { trait: 'ordersCount', atLeast: 1, atMost: 3 }
  expect(testsOf(leaf)).toEqual([
    { op: 'atLeast', value: 1 },
    { op: 'atMost', value: 3 },
  ])
  expect(withTests(leaf, testsOf(leaf))).toEqual(leaf)
  expect(withTests(leaf, [newTest('exists', 'number')])).toEqual({ trait: 'ordersCount', exists: true })
  expect(opsLeft(opsOf('date'), [{ op: 'before', value: '1 day ago' }])).toEqual(['after', 'exists'])
})

it('asks of personal data only whether it is there', () => {
  expect(opsOf('date', true)).toEqual(['exists'])
  expect(firstTest('text', true)).toEqual({ op: 'exists', value: true })
})

it.each(['30 days ago', '1 month ago', '3 days from now', '2026-03-01T00:00:00+08:00'])(
  'keeps %s',
  (text) => {
    const form = readMoment(text)
    expect(form && writeMoment(form)).toBe(text)
  },
)

it('takes nothing else for a moment or a length', () => {
  expect([readMoment('soon'), readMoment(3), readSpan('3 months'), readSpan(undefined)]).toEqual([
    null,
    null,
    null,
    null,
  ])
  expect(writeSpan({ count: 1, unit: 'day' })).toBe('1 day')
})

it('knows every kind of condition it makes', () => {
  const vocabulary = {
    events: [],
    fields: [],
    channels: [],
    messages: [],
    segments: [],
    batches: [],
    receivers: [],
    categories: [],
    festivals: [],
  }
  for (const kind of leafKinds) expect(kindOf(newLeaf(kind, vocabulary))).toBe(kind)
})
