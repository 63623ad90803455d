import type { Connection } from 'mongoose'
import type { IdentityKey } from './customer.ts'

/** Who an outside id belongs to. The customer may have been merged since: readers follow `mergedInto`. */
export interface Identity {
  _id: IdentityKey
  customerId: string
  /** Only of phones: the platform proved it. */
  verified: boolean
  source: string
  at: Date
}

export type IdentityStore = ReturnType<typeof createIdentityStore>

const pageSize = 500

export function createIdentityStore(connection: Connection) {
  const identities = connection.db!.collection<Identity>('identities', { ignoreUndefined: true })

  return {
    async ensureIndexes(): Promise<void> {
      await identities.createIndex({ customerId: 1 })
    },

    find(key: IdentityKey): Promise<Identity | null> {
      return identities.findOne({ _id: key })
    },
    async findMany(keys: IdentityKey[]): Promise<Map<IdentityKey, Identity>> {
      const found = await identities.find({ _id: { $in: keys } }).toArray()
      return new Map(found.map((identity) => [identity._id, identity]))
    },

    /** Takes a free id for a customer; returns who has it now: `identity` itself when this call took it. */
    async claim(identity: Identity): Promise<Identity> {
      try {
        await identities.insertOne(identity)
        return identity
      } catch (error) {
        if (!isDuplicate(error)) throw error
      }
      const stored = await identities.findOne({ _id: identity._id })
      if (!stored) throw new Error(`identity ${identity._id} vanished while it was claimed`)
      return stored
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
          .find({ customerId: from }, { projection: { _id: 1 } })
          .limit(pageSize)
          .toArray()
        if (page.length === 0) return
        const keys = page.map(({ _id }) => _id)
        await identities.updateMany({ _id: { $in: keys }, customerId: from }, { $set: { customerId: to } })
      }
    },
  }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11000
}
