import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '../domain/log.ts'
import { type Connection, connectStore } from '../models/connect.ts'
import { migrations } from '../models/migrations/index.ts'
import { standOfStore } from '../models/migrations/migrate.ts'
import type { Config } from '../server/config.ts'
import { Refusal } from './refusal.ts'

export interface OpenStore {
  connection: Connection
  close(): Promise<void>
}

/** Real time: somebody waits for the answer. */
const answerWithinMs = 5_000

/**
 * The store of these settings, to be worked on.
 * @throws Refusal when it cannot be reached, or no Kelu of this release has worked on it yet
 */
export async function openStore(config: Config, log: Log): Promise<OpenStore> {
  const store = await openAnyStore(config, log)
  try {
    await refuseForeign(store.connection)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/**
 * That of MONGODB_URI; else the one a running Kelu holds, by the socket in its folder; else the folder itself, held by this
 * process until `close`. Of whatever release.
 * @throws Refusal when it cannot be reached
 */
export async function openAnyStore(config: Config, log: Log): Promise<OpenStore> {
  const store = config.mongodbUri === null ? await openFolder(config.dataDir, log) : null
  try {
    const connection = await connect(config.mongodbUri ?? store?.uri ?? '')
    return {
      connection,
      async close() {
        await connection.close()
        await store?.close()
      },
    }
  } catch (error) {
    await store?.close()
    throw error
  }
}

async function openFolder(dataDir: string, log: Log): Promise<{ uri: string; close(): Promise<void> }> {
  // Looking at something must not make an empty store.
  if (!existsSync(join(dataDir, 'data.mdb'))) throw neverStarted(`DATA_DIR ${dataDir}`)
  const { startEmbeddedStore } = await import('../embedded/server.ts')
  const { DataFolderInUseError, mongodbUri, socketPath } = await import('../embedded/store/door.ts')
  try {
    return await startEmbeddedStore({ dataDir, log })
  } catch (error) {
    if (error instanceof DataFolderInUseError) {
      return { uri: mongodbUri(socketPath(dataDir), 'kelu'), close: async () => undefined }
    }
    throw new Refusal('store.closed', [`打不开 DATA_DIR ${dataDir}：${(error as Error).message}`])
  }
}

async function connect(uri: string): Promise<Connection> {
  try {
    return await connectStore(uri, { serverSelectionTimeoutMS: answerWithinMs })
  } catch (error) {
    const why = (error as Error).message.split('\n')[0]
    throw new Refusal('store.unreachable', [`连不上存储：${why}`, '检查 MONGODB_URI，或客旅是否在运行'])
  }
}

async function refuseForeign(connection: Connection): Promise<void> {
  switch (await standOfStore(connection, migrations)) {
    case 'current':
      return
    case 'empty':
      throw neverStarted('存储')
    case 'older':
      throw new Refusal('store.older', ['存储还是旧版本的：先用这个版本的客旅启动一次，它会自动升级'])
    case 'newer':
      throw new Refusal('store.newer', ['更新版本的客旅用过这个存储：请用那个版本的 kelu'])
  }
}

const neverStarted = (where: string): Refusal =>
  new Refusal('store.empty', [`${where} 里还没有客旅的数据：先启动一次客旅（npm start）`])
