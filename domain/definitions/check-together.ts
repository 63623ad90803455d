import type { AnyDefinition } from '../language/definitions.ts'
import { readHint } from '../language/hint.ts'
import { checkReferences, type OnlyDraft } from '../language/references.ts'
import { onceOnly } from '../language/repeats.ts'
import { keyOf } from './keys.ts'

/** Why definitions cannot be in use together. */
export interface TogetherFault {
  /** Whose fault it is. */
  key: string
  /** Dotted, in the written form, e.g. `steps.came-back.yes`. */
  path: string
  /** zh-CN, for the author. */
  expected: string
  todo: string
}

/**
 * What is wrong with definitions that are each right by themselves: missing names, those that are only drafts among them,
 * and names used twice.
 */
export function checkTogether(
  all: readonly AnyDefinition[],
  drafts: readonly OnlyDraft[] = [],
): TogetherFault[] {
  const missing = checkReferences([...all], drafts).map(({ of, path, message }): TogetherFault => {
    const { expected, todo } = readHint(message) ?? { expected: message, todo: '' }
    return { key: keyOfDefinition(of), path: path.map(String).join('.'), expected, todo }
  })
  return [...missing, ...repeats(all)]
}

function repeats(all: readonly AnyDefinition[]): TogetherFault[] {
  const first = new Map<string, AnyDefinition>()
  return all.flatMap((one) =>
    onceOnly(one).flatMap(({ key, path, told }): TogetherFault[] => {
      const earlier = first.get(key)
      if (earlier === undefined) {
        first.set(key, one)
        return []
      }
      return [
        {
          key: keyOfDefinition(one),
          path: path.join('.'),
          expected: `${told?.expected ?? '没有用过的名称'}（已在 ${keyOfDefinition(earlier)}）`,
          todo: told?.todo ?? '改名，或先停用其中一个',
        },
      ]
    }),
  )
}

function keyOfDefinition({ kind, definition }: AnyDefinition): string {
  return keyOf(kind, definition.id)
}
