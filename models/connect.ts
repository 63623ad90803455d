import mongoose, { type Connection, type ConnectOptions } from 'mongoose'

export type { Connection } from 'mongoose'

/**
 * The one way to a store. Undefined fields are left out of everything written, whichever way it is written; indexes and
 * collections are made by `mendIndexes` alone.
 */
export function connectStore(uri: string, options: ConnectOptions = {}): Promise<Connection> {
  return mongoose
    .createConnection(uri, { ...options, ignoreUndefined: true, autoIndex: false, autoCreate: false })
    .asPromise()
}

/** The store's clock; null when it does not tell. */
export async function localTimeOf(connection: Connection): Promise<Date | null> {
  const { localTime } = await connection.getClient().db().command({ hello: 1 })
  return localTime instanceof Date ? localTime : null
}
