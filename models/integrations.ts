import type { Connection } from 'mongoose'
import { collectionOf, date, listOf, mixed, modelOf, number, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** A key of an integration; of its secret the digest alone. Real time, all of it. */
export interface IntegrationKey {
  id: string
  /** SHA-256 of the secret: a stolen database calls nothing. */
  secretHash: string
  /** Login name of who made it. */
  by: string
  createdAt: Date
  expiresAt: Date
  revokedAt?: Date
}

/** Another system that calls the API. */
export interface Integration {
  _id: string
  /** Counts up by one with each change: the compare-and-set guard. */
  rev: number
  name: string
  scopes: string[]
  /** Addresses and networks it may call from; none = from anywhere. */
  addresses: string[]
  /** The newest last. */
  keys: IntegrationKey[]
  /** When each key was used last, by its id, to the minute or so. */
  usedAt: Record<string, Date>
  createdAt: Date
}

const schema = collectionOf<Integration>('integrations', {
  _id: text,
  rev: number,
  name: text,
  scopes: listOf(String),
  addresses: listOf(String),
  keys: listOf(
    partOf<IntegrationKey>({
      id: text,
      secretHash: text,
      by: text,
      createdAt: date,
      expiresAt: date,
      revokedAt: Date,
    }),
  ),
  usedAt: mixed,
  createdAt: date,
})

export type IntegrationStore = ReturnType<typeof createIntegrationStore>

export function createIntegrationStore(connection: Connection) {
  const integrations = modelOf(connection, schema)

  return {
    find: (id: string): Promise<Integration | null> =>
      integrations.findOne({ _id: id }).lean<Integration>().exec(),
    list: (limit: number): Promise<Integration[]> =>
      integrations.find({}).sort({ _id: 1 }).limit(limit).lean<Integration[]>().exec(),
    /** False when there is one of that id. */
    insert: (integration: Integration): Promise<boolean> =>
      unlessPresent(integrations.collection.insertOne(integration as never)),
    /** Writes what people decide; false when somebody else did meanwhile. Notes of use stay as they are. */
    async save({ _id, rev, name, scopes, addresses, keys }: Integration): Promise<boolean> {
      const written = await integrations.updateOne(
        { _id, rev: rev - 1 },
        { $set: { rev, name, scopes, addresses, keys } },
      )
      return written.matchedCount > 0
    },
    async used(id: string, keyId: string, at: Date): Promise<void> {
      await integrations.updateOne({ _id: id }, { $max: { [`usedAt.${keyId}`]: at } })
    },
  }
}
