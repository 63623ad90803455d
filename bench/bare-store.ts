import { type Db, MongoClient } from 'mongodb'
import { connectStore } from '../models/connect.ts'
import { migrations } from '../models/migrations/index.ts'
import { upgradeStore } from '../models/migrations/migrate.ts'
import { wireStores } from '../server/wiring/stores.ts'

/** A database for the bare driver, with the collections and indexes Kelu has. */
export async function bareStore(uri: string): Promise<Db> {
  const prepared = await connectStore(uri)
  // Indexes are made of collections somebody declares on this connection.
  wireStores(prepared)
  await upgradeStore(prepared, migrations, 'bench')
  await prepared.close()
  return (await MongoClient.connect(uri, { ignoreUndefined: true })).db()
}
