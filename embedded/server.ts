import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Store } from './commands/command.ts'
import { createCursors } from './commands/cursors.ts'
import { runCommand } from './commands/table.ts'
import { CommandError } from './errors.ts'
import { expireDocuments } from './expire-documents.ts'
import { createScans } from './query/scan.ts'
import { loadCatalog } from './store/catalog.ts'
import { createCopies } from './store/copies.ts'
import { DamagedDataError } from './store/data-file.ts'
import { closeToOthers } from './store/data-folder.ts'
import { mongodbUri, openDoor } from './store/door.ts'
import { openEnvironment } from './store/environment.ts'
import { createRecords } from './store/records.ts'
import { serveConnection } from './wire/connection.ts'
import type { Reply, Request } from './wire/message.ts'

export interface EmbeddedStore {
  /**
   * `mongodb://<socket in the folder>/<database>?directConnection=true`, or with a port, if one was asked for. In a folder
   * with a long path for this process only; another one asks `socketPath`.
   */
  uri: string
  /** The Unix socket in the data folder. */
  socket: string
  /** Finishes the writes under way, closes all connections and lets go of the folder. */
  close(): Promise<void>
}

export interface EmbeddedOptions {
  dataDir: string
  /** Also listens on this port of 127.0.0.1, where every user of the machine may connect; 0: any free one. */
  port?: number
  /** Named in `uri`; default 'kelu'. */
  database?: string
  log?: { warn(obj: object, msg: string): void }
  /** How often documents past their TTL are deleted; default a minute, as mongod. */
  expireEveryMs?: number
}

/**
 * Serves the data folder on a socket inside it, which only this user may reach. Throws DataFolderInUseError while
 * another live process holds the folder, and DamagedDataError.
 */
export async function startEmbeddedStore(options: EmbeddedOptions): Promise<EmbeddedStore> {
  const { dataDir, port, database = 'kelu', expireEveryMs = 60_000 } = options
  const warn = (obj: object, msg: string): void => options.log?.warn(obj, msg)
  // lmdb must not be closed under a command, so those under way are waited for.
  const running = new Set<Promise<Reply>>()
  const sockets = new Set<Socket>()
  let serving: Store | undefined

  async function run({ body }: Request): Promise<Reply> {
    if (!serving) throw new CommandError(91, 'the embedded store is starting or closing')
    const command = runCommand(body, serving)
    running.add(command)
    return command.finally(() => running.delete(command))
  }
  function onConnection(socket: Socket): void {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    void serveConnection({ socket, warn, run })
  }

  function hangUp(): void {
    for (const socket of sockets) socket.destroy()
  }

  closeToOthers(dataDir)
  const door = await openDoor(dataDir, onConnection)
  const held: (() => unknown)[] = [() => door.server.close()]
  async function letGo(): Promise<void> {
    serving = undefined
    held.push(hangUp)
    for (const close of held.splice(0).reverse()) await close()
    // Those who came meanwhile.
    hangUp()
  }
  try {
    const env = openEnvironment(dataDir)
    held.push(env.close)
    const catalog = loadCatalog(env)
    const records = createRecords(env, catalog)
    const copies = createCopies(env, dataDir)
    const store: Store = {
      env,
      catalog,
      records,
      scans: createScans(env, warn),
      cursors: createCursors(),
      copies,
    }
    await catalog.collectGarbage()
    const tcp = port === undefined ? undefined : createServer(onConnection)
    const listening = tcp && (await listen(tcp, port!))
    if (tcp) held.push(() => tcp.close())

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
    held.push(async () => {
      clearInterval(timer)
      copies.end()
      await sweeping
      await Promise.allSettled(running)
    })

    serving = store
    let closing: Promise<void> | undefined
    return {
      uri:
        listening === undefined
          ? mongodbUri(door.socket, database)
          : `mongodb://127.0.0.1:${listening}/${database}?directConnection=true`,
      socket: door.socket,
      close: () => (closing ??= letGo()),
    }
  } catch (error) {
    await letGo()
    // The catalog is JSON.
    if (error instanceof SyntaxError) throw new DamagedDataError(dataDir, error.message)
    throw error
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}
