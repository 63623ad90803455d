import { z } from 'zod'
import { type FieldType, fieldTypes } from '../customers/traits/table.ts'
import { hint } from './hint.ts'
import { fieldNameSchema, idSchema, titleSchema } from './names.ts'

/** Traits of this installation's own: what journeys may set, and rules ask beside the fields Kelu keeps itself. */
export interface TraitsDefinition {
  id: string
  name: string
  /** By trait name. */
  fields: Record<string, { name: string; type: FieldType }>
}

export const traitsSchema = z
  .strictObject({
    traits: idSchema,
    name: titleSchema,
    fields: z
      .record(fieldNameSchema, z.strictObject({ name: titleSchema, type: z.enum(fieldTypes) }))
      .refine((fields) => Object.keys(fields).length > 0, {
        error: hint('至少一个属性', '写成 interest: { name: 感兴趣的品类, type: text }'),
      }),
  })
  .transform(({ traits, name, fields }): TraitsDefinition => ({ id: traits, name, fields }))
