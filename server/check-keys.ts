import { createHmac } from 'node:crypto'
import type { KeyStore } from '../models/keys.ts'
import { type Config, ConfigError } from './config.ts'

const fingerprintOf = (key: Uint8Array) => createHmac('sha256', key).update('kelu key').digest('hex')

type Keys = Pick<Config, 'dataKeys' | 'blindIndexKey'>

/**
 * Refuses keys with which this store's data could not be read or found, and notes those it will depend on from now on.
 * @throws ConfigError
 */
export async function checkKeys(store: KeyStore, keys: Keys): Promise<void> {
  await refuseWrongKeys(store, keys)
  const given = fingerprintsOf(keys)
  // Only the first one seals.
  for (const _id of ['blind-index', `data:${keys.dataKeys[0]?.kid}`]) {
    await store.note({ _id, fingerprint: given.get(_id) ?? '' })
  }
  // Another process may have noted its own meanwhile.
  await refuseWrongKeys(store, keys)
}

/**
 * Refuses keys with which this store's data could not be read or found; writes nothing.
 * @throws ConfigError
 */
export async function refuseWrongKeys(store: Pick<KeyStore, 'all'>, keys: Keys): Promise<void> {
  const given = fingerprintsOf(keys)
  const wrong = (await store.all()).filter(({ _id, fingerprint }) => given.get(_id) !== fingerprint)
  if (wrong.length > 0) throw new ConfigError(wrong.map(({ _id }) => faultOf(_id, given.has(_id))))
}

/** By the name under which the store notes them. */
function fingerprintsOf({ dataKeys, blindIndexKey }: Keys): Map<string, string> {
  const given = new Map(dataKeys.map(({ kid, key }) => [`data:${kid}`, fingerprintOf(key)]))
  return given.set('blind-index', fingerprintOf(blindIndexKey))
}

function faultOf(id: string, given: boolean): string {
  if (id === 'blind-index') {
    return 'BLIND_INDEX_KEY: is not the one by which the customers in this store are found; put the old one back, it never changes'
  }
  const name = id.replace('data:', '')
  return given
    ? `DATA_KEYS: the key ${name} is not the one of that name that data in this store is sealed with; put the old one back, and give a new one a new name`
    : `DATA_KEYS: data in this store is sealed with the key ${name}, which is missing; put it back, behind the first one`
}
