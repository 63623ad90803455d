import { z } from 'zod'

export type Json = Record<string, unknown>

export const jsonContent = (schema: Json): Json => ({ 'application/json': { schema } })

/** JSON has no date of its own: it leaves as text with its zone. */
const options = {
  unrepresentable: 'any',
  override({
    zodSchema,
    jsonSchema,
  }: {
    zodSchema: z.core.$ZodTypes
    jsonSchema: z.core.JSONSchema.BaseSchema
  }) {
    if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
  },
} as const

export function parametersOf(where: 'path' | 'query', schema: z.ZodType | undefined): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { ...options, io: 'input' })
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema: each,
  }))
}

/** The schema, its named parts moved to where all share them. What is taken and given under one name may differ. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const { $schema: _, $defs = {}, ...whole } = z.toJSONSchema(schema, { ...options, io })
  const suffix = io === 'input' ? 'Given' : ''
  for (const [name, part] of Object.entries($defs)) schemas[`${name}${suffix}`] = moved(part, suffix)
  return moved(whole, suffix) as Json
}

function moved(part: unknown, suffix: string): unknown {
  if (Array.isArray(part)) return part.map((each) => moved(each, suffix))
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) =>
      key === '$ref' && typeof value === 'string'
        ? [key, `${value.replace('#/$defs/', '#/components/schemas/')}${suffix}`]
        : [key, moved(value, suffix)],
    ),
  )
}
