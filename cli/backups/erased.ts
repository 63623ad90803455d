import { dirname, resolve } from 'node:path'
import { silentLog } from '../../domain/log.ts'
import type { Config } from '../../server/config.ts'
import {
  BrokenErasedListError,
  type ErasedList,
  listErased,
  readErasedList,
  uniteErased,
} from '../../server/erased-list.ts'
import { wireStores } from '../../server/wiring/stores.ts'
import { openAnyStore } from '../open-store.ts'
import { Refusal } from '../refusal.ts'
import { holdsData } from './restore.ts'

/**
 * The list of that folder.
 * @throws Refusal when there is one nobody can read
 */
export async function erasedListIn(folder: string): Promise<ErasedList> {
  try {
    return await readErasedList(folder)
  } catch (error) {
    if (!(error instanceof BrokenErasedListError)) throw error
    throw new Refusal('erased.broken', [
      `删除名单读不懂：${error.message}`,
      '没有它，删除过个人信息的客户会回来：换回好的那份；确定里面没有人才删掉它',
    ])
  }
}

/** Who must be erased again after this backup is restored, and what could not be asked. */
export interface ErasedSince {
  list: ErasedList
  /** zh-CN: why the store in use did not say; null when it did, or there is none. */
  untold: string | null
}

/**
 * From the list beside the backup, the store that is in use until now, and what an earlier restore left for the next start.
 * @throws Refusal
 */
export async function erasedSince(backup: string, config: Config): Promise<ErasedSince> {
  const lists = [await erasedListIn(dirname(resolve(backup))), await erasedListIn(config.dataDir)]
  if (!holdsData(config.dataDir)) return { list: uniteErased(...lists), untold: null }
  try {
    const store = await openAnyStore(config, silentLog)
    try {
      const present = await listErased(wireStores(store.connection))
      return { list: uniteErased(...lists, present), untold: null }
    } finally {
      await store.close()
    }
  } catch (error) {
    return { list: uniteErased(...lists), untold: (error as Error).message.split('\n')[0] ?? '' }
  }
}
