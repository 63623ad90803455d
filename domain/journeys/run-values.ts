import type { KeluEvent } from '../../models/event.ts'
import type { Run, RunProps } from '../../models/run.ts'
import type { RunValues } from '../audience/run-values.ts'

/** What conditions may ask of this run. What was not kept for them may still be there as words for messages. */
export function runValuesOf({ entry, answer, vars }: Pick<Run, 'entry' | 'answer' | 'vars'>): RunValues {
  return { entry: { ...vars.event, ...entry }, answer: { ...vars.answer, ...answer } }
}

/** Those of these props that a condition can compare. */
export function propsKept({ props }: KeluEvent, names: readonly string[]): RunProps {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = Object.hasOwn(props, name) ? props[name] : undefined
      return isPlain(value) || value instanceof Date ? [[name, value] as const] : []
    }),
  )
}

const longestValue = 200

/** The props of an event as words for messages and task titles. */
export function wordsOf({ props }: KeluEvent): Record<string, string> {
  return Object.fromEntries(
    Object.entries(props).flatMap(([name, value]) =>
      // Names that could not stand in a store path cannot stand in a message either.
      isPlain(value) && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)
        ? [[name, String(value).slice(0, longestValue)]]
        : [],
    ),
  )
}

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
