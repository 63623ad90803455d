import { mkdirSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import type { Store } from './commands/command.ts'
import { createCursors } from './commands/cursors.ts'
import { runCommand } from './commands/table.ts'
import { CommandError } from './errors.ts'
import { expireDocuments } from './expire-documents.ts'
import { createScans } from './query/scan.ts'
import { loadCatalog } from './store/catalog.ts'
import { openEnvironment } from './store/environment.ts'
import { lockDataFolder } from './store/folder-lock.ts'
import { createRecords } from './store/records.ts'
import { serveConnection } from './wire/connection.ts'
import type { Reply, Request } from './wire/message.ts'

export interface EmbeddedStore {
  /** `mongodb://127.0.0.1:PORT/<database>?directConnection=true` */
  uri: string
  port: number
  /** Finishes the writes under way, closes all connections and lets go of the folder. */
  close(): Promise<void>
}

export interface EmbeddedOptions {
  dataDir: string
  /** Default 0: any free port. */
  port?: number
  /** Named in `uri`; default 'kelu'. */
  database?: string
  log?: { warn(obj: object, msg: string): void }
  /** How often documents past their TTL are deleted; default a minute, as mongod. */
  expireEveryMs?: number
}

/**
 * Serves the data folder on 127.0.0.1. Throws DataFolderInUseError while another live process holds the folder; the
 * lock of a dead one is taken over.
 */
export async function startEmbeddedStore(options: EmbeddedOptions): Promise<EmbeddedStore> {
  const { dataDir, port = 0, database = 'kelu', expireEveryMs = 60_000 } = options
  const warn = (obj: object, msg: string): void => options.log?.warn(obj, msg)
  mkdirSync(dataDir, { recursive: true })
  const unlock = lockDataFolder(dataDir)
  try {
    const env = openEnvironment(dataDir)
    const catalog = loadCatalog(env)
    const records = createRecords(env, catalog)
    const store: Store = { env, catalog, records, scans: createScans(env, warn), cursors: createCursors() }
    await catalog.collectGarbage()

    // lmdb must not be closed under a command, so those under way are waited for.
    const running = new Set<Promise<Reply>>()
    let closing: Promise<void> | undefined
    async function run({ body }: Request): Promise<Reply> {
      if (closing !== undefined) throw new CommandError(91, 'the embedded store is closing')
      const command = runCommand(body, store)
      running.add(command)
      return command.finally(() => running.delete(command))
    }
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      serveConnection({ socket, warn, run })
    })
    const listening = await listen(server, port).catch(async (error: unknown) => {
      await env.close()
      throw error
    })

    let sweeping: Promise<unknown> = Promise.resolve()
    const timer = setInterval(() => {
      store.cursors.sweep()
      sweeping = sweeping
        .then(() => expireDocuments(store, new Date()))
        .catch((error: unknown) =>
          warn({ error: String(error) }, 'embedded store: expiring documents failed'),
        )
    }, expireEveryMs)
    timer.unref()

    async function close(): Promise<void> {
      clearInterval(timer)
      server.close()
      for (const socket of sockets) socket.destroy()
      await sweeping
      await Promise.allSettled(running)
      await env.close()
      unlock()
    }
    return {
      uri: `mongodb://127.0.0.1:${listening}/${database}?directConnection=true`,
      port: listening,
      close: () => (closing ??= close()),
    }
  } catch (error) {
    unlock()
    throw error
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
