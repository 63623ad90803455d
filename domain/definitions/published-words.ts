/** Every text somewhere in a definition. */
function* textsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const each of value) yield* textsIn(each)
  else if (value instanceof Map) for (const each of value.values()) yield* textsIn(each)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      yield key
      yield* textsIn(each)
    }
  }
}

const known = new WeakMap<object, ReadonlySet<string>>()

/** Whether something published says exactly this, such as the name of a tag. Found once for each state of what is published. */
export function isSaidIn(definitions: object, text: string): boolean {
  let words = known.get(definitions)
  if (words === undefined) {
    words = new Set(textsIn(definitions))
    known.set(definitions, words)
  }
  return words.has(text)
}
