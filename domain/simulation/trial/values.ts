import { passes } from '../../audience/compare.ts'
import type { Test } from '../../language/comparison.ts'
import { resolveMoment } from '../../language/moment.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** Values worth trying against tests: on both sides of each bound, the near one first, and none at all. */
function around(test: Test, now: Date): unknown[] {
  switch (test.op) {
    case 'is':
    case 'isNot':
      return [test.value, other(test.value), undefined]
    case 'in':
      return [...test.values, other(test.values[0]), undefined]
    case 'above':
    case 'atLeast':
    case 'below':
    case 'atMost':
      return [test.value, test.value + 1, test.value - 1, undefined]
    case 'before':
    case 'after': {
      const ms = resolveMoment(test.moment, now).getTime()
      return [ms + minuteMs, ms - minuteMs, ms + 3 * dayMs, ms - 3 * dayMs]
        .map((time) => new Date(time))
        .concat()
    }
    case 'contains':
      return [test.value, `${test.value}等`, '其他', undefined]
    case 'exists':
      return ['有', 1, now, true, undefined]
    default:
      return [undefined]
  }
}

const other = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  return `非${String(value)}`
}

/** Values for which all the tests hold, or not all of them, those nearest to the bounds first. */
export function valuesFor(tests: readonly Test[], wanted: boolean, now: Date): unknown[] {
  const tried = tests.flatMap((test) => around(test, now))
  const found = tried.filter((value) => tests.every((test) => passes(test, value, now)) === wanted)
  return [...new Set(found)]
}
