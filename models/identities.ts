import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, flag, hotPathOf, modelOf, text } from './collection.ts'
import type { IdentityKey } from './customer.ts'
import { insertNew, unlessPresent } from './duplicates.ts'

const shape = {
  _id: text,
  customerId: text,
  /** Only of phones: the platform proved it. */
  verified: flag,
  source: text,
  at: date,
}

/** Who an outside id belongs to. The customer may have been merged since: readers follow `mergedInto`. */
export type Identity = InferRawDocType<typeof shape>

const schema = collectionOf<Identity>('identities', shape)
schema.index({ customerId: 1 })

export type IdentityStore = ReturnType<typeof createIdentityStore>

const pageSize = 500

export function createIdentityStore(connection: Connection) {
  const identities = modelOf(connection, schema)
  // Hot: a first-day synchronisation takes those of a hundred people at a time.
  const hot = hotPathOf(connection, schema)

  async function find(key: IdentityKey): Promise<Identity | null> {
    return identities.findOne({ _id: key }).lean<Identity>()
  }

  return {
    find,
    async findMany(keys: IdentityKey[]): Promise<Map<IdentityKey, Identity>> {
      const found = await identities.find({ _id: { $in: keys } }).lean<Identity[]>()
      return new Map(found.map((identity) => [identity._id, identity]))
    },

    /** Takes a free id for a customer; returns who has it now: `identity` itself when this call took it. */
    async claim(identity: Identity): Promise<Identity> {
      if (await unlessPresent(identities.insertOne(identity))) return identity
      const stored = await find(identity._id)
      if (!stored) throw new Error(`identity ${identity._id} vanished while it was claimed`)
      return stored
    },
    /** Takes those that are free; their keys. */
    claimMany(wanted: Identity[]): Promise<Set<IdentityKey>> {
      return insertNew(hot, wanted)
    },
    /** Notes that the platform proved this id for the customer who has it. */
    async verify(key: IdentityKey, customerId: string): Promise<void> {
      await identities.updateOne({ _id: key, customerId }, { $set: { verified: true } })
    },
    /** Gives an id to another customer; false when `from` no longer has it. */
    async move(
      key: IdentityKey,
      from: string,
      to: { customerId: string; verified: boolean; at: Date },
    ): Promise<boolean> {
      const result = await identities.updateOne({ _id: key, customerId: from }, { $set: to })
      return result.matchedCount === 1
    },
    /** Gives every id of `from` to `to`. The ids are collected first: an update must not walk the index it changes. */
    async repoint(from: string, to: string): Promise<void> {
      for (;;) {
        const page = await identities
          .find({ customerId: from }, { _id: 1 })
          .limit(pageSize)
          .lean<Identity[]>()
        if (page.length === 0) return
        const keys = page.map(({ _id }) => _id)
        await identities.updateMany({ _id: { $in: keys }, customerId: from }, { $set: { customerId: to } })
      }
    },
  }
}
