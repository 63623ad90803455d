import type { Connection, mongo } from 'mongoose'
import type { Sealed } from './sealed.ts'

/** As the driver calls it; ours are texts as a rule. */
type DocumentId = mongo.WithId<mongo.Document>['_id']

/** Where a sealed value stands. */
export interface SealedPlace {
  collection: string
  id: DocumentId
  path: string
  value: Sealed
}

const batchSize = 200

export type SealedValues = ReturnType<typeof createSealedValues>

/** Every sealed value of the store, whatever collection and field it stands in. */
export function createSealedValues(connection: Connection) {
  const database = connection.getClient().db(connection.name)
  const of = (name: string): mongo.Collection => database.collection(name)

  /** Those of one document after another, in the order of `_id`; nothing is held but a batch of documents. */
  async function* inCollection(collection: string): AsyncGenerator<SealedPlace> {
    let after: DocumentId | undefined
    for (;;) {
      const batch = await of(collection)
        .find(after === undefined ? {} : { _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(batchSize)
        .toArray()
      for (const { _id: id, ...fields } of batch) {
        for (const [path, value] of sealedIn(fields, '')) yield { collection, id, path, value }
      }
      if (batch.length < batchSize) return
      after = batch.at(-1)?._id
    }
  }

  return {
    async *all(): AsyncGenerator<SealedPlace> {
      const found = await database.listCollections().toArray()
      for (const name of found.map((one) => one.name).sort()) yield* inCollection(name)
    },
    /** False when another value stands there by now. */
    async replace({ collection, id, path, value }: SealedPlace, by: Sealed): Promise<boolean> {
      const same = { _id: id, [`${path}.kid`]: value.kid, [`${path}.ct`]: value.ct }
      const { matchedCount } = await of(collection).updateOne(same, { $set: { [path]: by } })
      return matchedCount === 1
    },
  }
}

function* sealedIn(value: unknown, path: string): Generator<[path: string, value: Sealed]> {
  if (typeof value !== 'object' || value === null) return
  if (isSealed(value)) {
    yield [path, value]
    return
  }
  // Dates, ids and bytes have no fields to look into.
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return
  for (const [name, inner] of Object.entries(value))
    yield* sealedIn(inner, path === '' ? name : `${path}.${name}`)
}

function isSealed(value: object): value is Sealed {
  const { kid, ct } = value as Partial<Sealed>
  return Object.keys(value).length === 2 && typeof kid === 'string' && typeof ct === 'string'
}
