import { describe, expect, it } from 'vitest'
import {
  asGroup,
  isComplete,
  joinedBy,
  moved,
  pathsOf,
  shortest,
  unwrap,
  withEntry,
  withNew,
  withoutEntry,
  wrap,
} from './tree.ts'

const rule = { all: [{ tag: 'a' }, { not: { tag: 'b' } }, { any: [{ tag: 'c' }] }] }

describe('a rule in its written form', () => {
  it('is changed by giving a new one', () => {
    expect(withEntry(rule, 0, { tag: 'x' }).all).toEqual([{ tag: 'x' }, rule.all[1], rule.all[2]])
    expect(withoutEntry(rule, 1).all).toEqual([rule.all[0], rule.all[2]])
    expect(withNew(rule, { tag: 'd' }).all).toHaveLength(4)
    expect(joinedBy(rule, 'any')).toEqual({ any: rule.all })
    expect(rule.all).toHaveLength(3)
  })

  it.each([
    [0, 2, ['b', 'c', 'a']],
    [2, 0, ['c', 'a', 'b']],
    [1, 1, ['a', 'b', 'c']],
  ])('has its entry %i moved to %i', (from, to, names) => {
    const group = { any: [{ tag: 'a' }, { tag: 'b' }, { tag: 'c' }] }
    expect(moved(group, from, to)).toEqual({ any: names.map((tag) => ({ tag })) })
  })

  it('keeps what is negated apart from what it says, and back', () => {
    const entry = rule.all[1] as { not: { tag: string } }
    expect(unwrap(entry)).toEqual({ inner: { tag: 'b' }, isNegated: true })
    expect(wrap(unwrap(entry))).toEqual(entry)
    expect(pathsOf([], 'all', 1, unwrap(entry))).toEqual({ entry: ['all', 1], inner: ['all', 1, 'not'] })
  })

  it('is a group at its top, whatever was written', () => {
    expect(asGroup({ tag: 'a' })).toEqual({ all: [{ tag: 'a' }] })
    expect(asGroup(undefined)).toEqual({ all: [] })
  })

  it('is written without a group around a single condition', () => {
    expect(shortest({ all: [{ not: { tag: 'a' } }] })).toEqual({ not: { tag: 'a' } })
    expect(shortest({ all: [] })).toBeNull()
    expect(shortest(rule)).toBe(rule)
    // A group of its own stays in its group: what was just added does not move under one's hands.
    expect(shortest({ all: [{ any: [{ tag: 'a' }] }] })).toEqual({ all: [{ any: [{ tag: 'a' }] }] })
  })

  it('is complete when no group is empty', () => {
    expect(isComplete(rule)).toBe(true)
    expect(isComplete({ all: [] })).toBe(false)
    expect(isComplete({ all: [{ tag: 'a' }, { not: { any: [] } }] })).toBe(false)
  })
})
