import type { Structure } from '../definitions/written-text.ts'

/** The same with another value at a place that is there. */
export function putAt(value: unknown, [part, ...rest]: (string | number)[], wanted: unknown): unknown {
  if (part === undefined) return wanted
  if (Array.isArray(value)) return value.map((each, at) => (at === part ? putAt(each, rest, wanted) : each))
  const inside = value as Structure
  return { ...inside, [part]: putAt(inside[part], rest, wanted) }
}
