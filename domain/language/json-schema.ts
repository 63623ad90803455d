import { z } from 'zod'
import { type DefinitionKind, definitionKinds, definitionSchemas } from './definitions.ts'

/** JSON Schema (2020-12) of the written form of each kind, for editors and outside tools. */
export function definitionJsonSchemas(): Record<DefinitionKind, unknown> {
  return Object.fromEntries(
    definitionKinds.map((kind) => [kind, z.toJSONSchema(definitionSchemas[kind], { io: 'input' })]),
  ) as Record<DefinitionKind, unknown>
}

/** One schema for any definition file. */
export function definitionJsonSchema(): unknown {
  return z.toJSONSchema(z.union(definitionKinds.map((kind) => definitionSchemas[kind])), { io: 'input' })
}
