import type { Collection } from 'mongodb'
import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose'
import { countedOf } from './counted.ts'
import { hourMarksOn } from './hour-marks.ts'
import { markBeforeWrites } from './mark-before-writes.ts'
import { refuseUndefinedIn } from './undefined-conditions.ts'

// An empty text is a text: only its absence is a fault.
Schema.Types.String.checkRequired((value) => typeof value === 'string')

/** Fields that must be there, by kind. An optional one is written as its plain type: `region: String`. */
export const text = { type: String, required: true } as const
export const number = { type: Number, required: true } as const
export const date = { type: Date, required: true } as const
export const flag = { type: Boolean, required: true } as const
/** Whatever the domain says it is: nothing inside is checked here. */
export const mixed = { type: Schema.Types.Mixed, required: true } as const
export const optionalMixed = Schema.Types.Mixed
/** One of these texts. */
export const oneOf = <const Values extends readonly string[]>(...values: Values) =>
  ({ type: String, required: true, enum: values }) as const
/** A list that no upsert invents: mongoose would write `[]` where none was given. */
export const listOf = <Item>(item: Item) => ({ type: [item], required: true, default: undefined }) as const
export const optionalListOf = <Item>(item: Item) => ({ type: [item], default: undefined }) as const

/** What every field of a document is; a field of `T` that is left out does not compile. */
type Shape<T> = { [Field in keyof Required<T>]: unknown }

/** Part of a document, without an id of its own. */
export function partOf<T>(shape: Shape<T>): Schema<T> {
  return new Schema<T>(shape as SchemaDefinition<T>, { _id: false, strict: 'throw', minimize: false })
}

/** The declaration of a collection: its shape, and by `index()` its indexes. Made once, when the file is loaded. */
export function collectionOf<T>(collection: string, shape: Shape<T>): Schema<T> {
  return new Schema<T>(shape as SchemaDefinition<T>, {
    collection,
    versionKey: false,
    strict: 'throw',
    strictQuery: 'throw',
    minimize: false,
  })
}

/** The model of a collection on this connection: made the first time it is asked for. */
export function modelOf<T>(connection: Connection, schema: Schema<T>): Model<T> {
  const name = schema.get('collection') as string
  const known = connection.models[name]
  if (known !== undefined) return known as unknown as Model<T>
  const model = connection.model<T>(name, schema)
  const collection = model.collection as unknown as Collection
  refuseUndefinedIn(collection)
  const counted = countedOf(schema)
  if (counted !== undefined) markBeforeWrites(collection, counted, hourMarksOn(connection))
  return model
}

/** The same collection without mongoose between, for hot paths: nothing is cast, checked or built. */
export function hotPathOf<T extends { _id: string }>(
  connection: Connection,
  schema: Schema<T>,
): Collection<T> {
  return modelOf(connection, schema).collection as unknown as Collection<T>
}
