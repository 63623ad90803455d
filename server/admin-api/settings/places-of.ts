import type { ZodError } from 'zod'
import { readHint } from '../../../domain/language/hint.ts'

/** What cannot be read, by its place below `root`. */
export function placesOf(root: string, { issues }: ZodError): Record<string, string> {
  const places = issues.map(({ path, message }) => {
    const { expected, todo } = readHint(message) ?? { expected: message, todo: '' }
    return [[root, ...path].join('.'), [expected, todo].filter(Boolean).join('，')]
  })
  return Object.fromEntries(places)
}
