import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Erasures } from '../domain/privacy/erase-person.ts'
import { type Config, ConfigError } from './config.ts'
import { BrokenErasedListError, erasedListName, readErasedList, takeOverErased } from './erased-list.ts'
import type { Stores } from './wiring/stores.ts'

/**
 * Whoever a restored backup brought back goes before anything else happens: nobody who was erased is written to. What a restore left
 * for this start is done with then.
 * @throws ConfigError when that cannot be read
 */
export async function eraseReturned(
  { mongodbUri, dataDir }: Pick<Config, 'mongodbUri' | 'dataDir'>,
  stores: Pick<Stores, 'erasures' | 'forgotten'>,
  erasures: Pick<Erasures, 'eraseReturned'>,
): Promise<void> {
  if (mongodbUri === null) await takeOverErased(stores, await leftByRestore(dataDir))
  await erasures.eraseReturned()
  if (mongodbUri === null) await rm(join(dataDir, erasedListName), { force: true })
}

async function leftByRestore(dataDir: string) {
  try {
    return await readErasedList(dataDir)
  } catch (error) {
    if (!(error instanceof BrokenErasedListError)) throw error
    throw new ConfigError([
      `DATA_DIR: ${error.message}; without it people who were erased would be back: put it right, or take it away if nobody is in it`,
    ])
  }
}
