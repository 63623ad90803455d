// A journey as it is written, and what can be read off it however wrong it is.

export type Step = Record<string, unknown>
export type Steps = Record<string, Step>
export type Journey = Record<string, unknown> & { steps?: Steps }

export const end = 'end'
/** Not a step: where people come in. */
export const entry = '@entry'

export const kinds = [
  'send',
  'wait',
  'waitFor',
  'branch',
  'split',
  'tag',
  'setTrait',
  'coupon',
  'task',
  'goal',
  'exit',
  'webhook',
] as const
export type Kind = (typeof kinds)[number]

/** Null for a step nobody knows. */
export function kindOf(step: Step): Kind | null {
  return kinds.find((kind) => kind in step) ?? null
}

export const stepsOf = (journey: Journey): Steps => journey.steps ?? {}

export const firstOf = (journey: Journey): string => Object.keys(stepsOf(journey))[0] ?? end

export type Place = readonly (string | number)[]

/** What stands at a place; undefined when nothing does. */
export function at(value: unknown, place: Place): unknown {
  return place.reduce<unknown>(
    (inside, part) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, part) : undefined),
    value,
  )
}

/** The same with another value at a place; undefined takes it away, and with it what is left empty. */
export function put<T>(value: T, place: Place, wanted: unknown): T {
  const [part, ...rest] = place
  if (part === undefined) return wanted as T
  if (Array.isArray(value)) {
    return value.map((each, index) => (index === part ? put(each, rest, wanted) : each)) as T
  }
  const inside = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>
  const next = rest.length === 0 ? wanted : put(inside[part] ?? {}, rest, wanted)
  if (next === undefined || (rest.length > 0 && isEmpty(next))) {
    const { [part]: _, ...left } = inside
    return left as T
  }
  return { ...inside, [part]: next } as T
}

function isEmpty(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  )
}
