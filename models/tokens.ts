import type { Connection } from 'mongoose'
import { collectionOf, date, modelOf, text } from './collection.ts'
import { type Sealed, sealed } from './sealed.ts'

/** The access token of one application as a platform issued it last. */
export interface TokenRecord {
  /** `<platform>:<app>` and a mark of its secret: a new secret is a new record. */
  _id: string
  token: Sealed
  /** Names this issue of the token. */
  grant: string
  /** Until when it is used, by the business clock. */
  until: Date
}

const tokenSchema = collectionOf<TokenRecord>('tokens', {
  _id: text,
  token: { type: sealed, required: true },
  grant: text,
  until: date,
})

export type TokenStore = ReturnType<typeof createTokenStore>

/** Access tokens that outlive a process, so that a restart does not ask for new ones. */
export function createTokenStore(connection: Connection) {
  const tokens = modelOf(connection, tokenSchema)

  return {
    find: (id: string): Promise<TokenRecord | null> => tokens.findOne({ _id: id }).lean<TokenRecord>().exec(),
    async save({ _id, ...record }: TokenRecord): Promise<void> {
      await tokens.updateOne({ _id }, { $set: record }, { upsert: true })
    },
    /** Forgets the token unless another was issued since. */
    async remove(id: string, grant: string): Promise<void> {
      await tokens.deleteOne({ _id: id, grant })
    },
  }
}
