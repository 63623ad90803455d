import { expect, it } from 'vitest'
import { type Bound, boundOf, readCount, withBound } from './event-count.ts'

it.each([
  [{ event: 'e' }, 'atLeast'],
  [{ event: 'e', atLeast: 2 }, 'atLeast'],
  [{ event: 'e', atMost: 2 }, 'atMost'],
  [{ event: 'e', atLeast: 1, atMost: 2 }, 'between'],
  [{ event: 'e', never: true }, 'never'],
  [{ event: 'e', atMost: 0 }, 'never'],
] as const)('%j is counted %s', (leaf, bound) => {
  expect(boundOf(leaf)).toBe(bound)
})

it.each(['atLeast', 'atMost', 'between', 'never'] satisfies Bound[])(
  'writes %s so that it is read the same',
  (bound) => {
    const leaf = withBound({ event: 'e', within: '90 days', atLeast: 9 }, bound, { least: 3, most: 2 })
    expect(boundOf(leaf)).toBe(bound)
    expect(leaf).toMatchObject({ event: 'e', within: '90 days' })
    if (bound === 'between') expect(readCount(leaf)).toEqual({ least: 3, most: 3 })
  },
)
