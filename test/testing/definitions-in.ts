import type { NewVersion } from '../../domain/definitions/change.ts'
import type { AnyDefinition } from '../../domain/language/definitions.ts'
import { readDefinitions } from '../../domain/language/load.ts'

/** What these documents define, read as a file would be beside what is `known`. */
export function definitionsIn(text: string, known: readonly AnyDefinition[]): NewVersion[] {
  const { written, faults } = readDefinitions([{ file: 'test.yaml', text }], new Date(), known)
  if (faults.length > 0) throw new Error(JSON.stringify(faults))
  return written.map(({ one, text }) => ({ definition: one, text }))
}
