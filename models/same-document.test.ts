import { inspect, isDeepStrictEqual } from 'node:util'
import { expect, it } from 'vitest'
import { isSameDocument } from './same-document.ts'

const values: unknown[] = [
  undefined,
  null,
  0,
  -0,
  Number.NaN,
  '',
  'a',
  true,
  [],
  ['a'],
  ['a', undefined],
  [{ at: new Date(1) }],
  [{ at: new Date(2) }],
  {},
  { a: undefined },
  { b: undefined },
  { a: 1 },
  { a: 1, b: 2 },
  { b: 2, a: 1 },
  { a: { b: [1, { c: new Date(1) }] } },
  { a: { b: [1, { c: new Date(2) }] } },
  { 0: 'a' },
  Object.create(null),
  new Date(1),
  new Date(Number.NaN),
  new Map([[1, { a: 1 }]]),
  new Map([[1, { a: 2 }]]),
  new Uint8Array([1]),
  new Uint8Array([2]),
]

it('answers as isDeepStrictEqual does, of any two values', () => {
  let [same, different] = [0, 0]
  for (const one of values) {
    for (const other of [...values, structuredClone(one)]) {
      const expected = isDeepStrictEqual(one, other)
      expect(isSameDocument(one, other), `${inspect(one)} and ${inspect(other)}`).toBe(expected)
      if (expected) same += 1
      else different += 1
    }
  }
  expect(same).toBeGreaterThan(values.length)
  expect(different).toBeGreaterThan(values.length)
})
