import { z } from 'zod'
import { writtenKeys, writtenSchemas } from './definitions.ts'

/** JSON Schema (2020-12) of what a definition file may hold, for editors and outside tools, as the text of a file. */
export function definitionJsonSchemaText(): string {
  const any = z.union(writtenKeys.map((key) => writtenSchemas[key]))
  return `${JSON.stringify(z.toJSONSchema(any, { io: 'input' }), null, 2)}\n`
}
