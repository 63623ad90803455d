import type { TakenTrait } from '../domain/customers/given-traits.ts'

/** What somebody wrote in traits of their own, by field; personal data is shown to nobody and told to nobody. */
export function wordsOf(taken: readonly TakenTrait[]): Record<string, string> {
  return Object.fromEntries(
    taken.flatMap(({ name, value, personal, isDate }) =>
      typeof value === 'string' && !personal && !isDate ? [[`traits.${name}`, value]] : [],
    ),
  )
}
