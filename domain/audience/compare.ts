import type { Test } from '../language/comparison.ts'
import { resolveMoment } from '../language/moment.ts'

/**
 * Whether a value passes a test. Written down once, and the same in the store (store-filter.ts):
 *
 * | value            | is, in, above, atLeast, below, atMost, before, after, contains | isNot | exists: true | exists: false |
 * |------------------|------|------|------|------|
 * | missing or null  | no   | yes  | no   | yes  |
 * | of another type  | no   | yes  | yes  | no   |
 * | a list           | when one of its items passes | when no item is it | yes (an empty one too) | no |
 *
 * So a comparison with nothing is never true, neither is its opposite comparison; only `not` and `isNot` turn that into yes.
 * Numbers compare with numbers, dates with dates; a date written as text is text. `contains` asks for a part of a text
 * or a whole item of a list.
 */
export function passes(test: Test, value: unknown, now: Date): boolean {
  switch (test.op) {
    case 'exists':
      return (value !== undefined && value !== null) === test.value
    case 'isNot':
      return !some(value, (item) => item === test.value)
    // A value of a run, where there is none or it has none: compared with nothing.
    case 'same':
      return false
    case 'other':
      return true
    case 'contains':
      return Array.isArray(value)
        ? value.includes(test.value)
        : typeof value === 'string' && value.includes(test.value)
    case 'is':
      return some(value, (item) => item === test.value)
    case 'in':
      return some(value, (item) => (test.values as unknown[]).includes(item))
    case 'above':
      return some(value, (item) => typeof item === 'number' && item > test.value)
    case 'atLeast':
      return some(value, (item) => typeof item === 'number' && item >= test.value)
    case 'below':
      return some(value, (item) => typeof item === 'number' && item < test.value)
    case 'atMost':
      return some(value, (item) => typeof item === 'number' && item <= test.value)
    case 'before': {
      const moment = resolveMoment(test.moment, now)
      return some(value, (item) => item instanceof Date && item < moment)
    }
    case 'after': {
      const moment = resolveMoment(test.moment, now)
      return some(value, (item) => item instanceof Date && item > moment)
    }
  }
}

function some(value: unknown, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some(holds) : holds(value)
}
