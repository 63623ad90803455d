import { statfs } from 'node:fs/promises'
import type { Log } from '../../domain/log.ts'

export interface BuiltInStore {
  uri: string
  /**
   * Opens the folder anew at the same address, once there is room on its disk. The store takes no more writes after one
   * that could not be put on disk, since what it holds in memory may be ahead of it.
   */
  reopen(): Promise<void>
  close(): Promise<void>
}

const enoughBytes = 1024 * 1024

/** The built-in store of a data folder. Loaded only where it is used. */
export async function openBuiltInStore(dataDir: string, log: Log): Promise<BuiltInStore> {
  const { startEmbeddedStore } = await import('../../embedded/server.ts')
  let store = await startEmbeddedStore({ dataDir, log })
  const { uri } = store
  const port = portOf(uri)
  let reopening: Promise<void> | null = null

  async function openAgain(): Promise<void> {
    const { bavail, bsize } = await statfs(dataDir)
    if (bavail * bsize < enoughBytes) return
    await store.close()
    store = await startEmbeddedStore({ dataDir, log, ...(port !== null && { port }) })
    log.warn({ dataDir }, 'the built-in store took no writes and was opened anew')
  }

  return {
    uri,
    reopen() {
      reopening ??= openAgain()
        .catch((error: unknown) =>
          log.error({ err: error, dataDir }, 'the built-in store could not be opened anew'),
        )
        .finally(() => {
          reopening = null
        })
      return reopening
    },
    async close() {
      await reopening
      await store.close()
    },
  }
}

function portOf(uri: string): number | null {
  const port = /^mongodb:\/\/127\.0\.0\.1:(\d+)\//.exec(uri)?.[1]
  return port === undefined ? null : Number(port)
}
