import { type Connection, localTimeOf } from './connect.ts'
import { findIndexDrifts } from './indexes.ts'
import { tryWrite } from './migrations/migrate.ts'

/** How the store itself is. */
export function createStoreHealth(connection: Connection) {
  return {
    /** Throws what the store says when it takes no write. */
    tryWrite: () => tryWrite(connection),
    /** Indexes other than declared. */
    indexDrifts: () => findIndexDrifts(connection),
    /** The store's clock; null when it does not tell. */
    storeTime: () => localTimeOf(connection),
  }
}
