import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, linkSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join, resolve } from 'node:path'

// One Unix socket in the data folder is the lock, the driver's way in, and the address for tools beside the running
// process. The kernel closes it with the process, whatever namespace its pid is in, so that only connecting tells
// whether somebody is there. A dead one leaves its file. Looking and taking it over must be one step, so the right to
// the folder is a numbered name, which is made once and never used again: whoever makes the next number is in. It is a
// link to a socket that listens already, as one that does not yet would look dead.

export class DataFolderInUseError extends Error {
  override readonly name = 'DataFolderInUseError'
  constructor(readonly dataDir: string) {
    super(
      `the data folder ${dataDir} is in use by a running process: stop it, connect to its store at ${mongodbUri(join(resolve(dataDir), socketName))}, or choose another folder`,
    )
  }
}

const socketName = 'kelu.sock'
const turnName = /^kelu\.turn\.(\d+)$/
const nameOfTurn = (turn: number): string => `kelu.turn.${turn}`
// The shortest limit there is (macOS), less the longest name made here.
const longestFolder = 103 - `/${socketName}.12345678`.length

/** Where the store of this folder is reached, while it runs, from this machine and process. */
export function socketPath(dataDir: string): string {
  return join(shortened(resolve(dataDir)), socketName)
}

/** The driver's address of a Unix socket. */
export function mongodbUri(socket: string, database = ''): string {
  return `mongodb://${encodeURIComponent(socket)}/${database}?directConnection=true`
}

// The kernel takes some 100 bytes of a socket's path and Node cuts off the rest, and the driver decodes a `%` twice:
// such a folder is named by a descriptor. It stays open, as an address must not lead to another folder later.
function shortened(folder: string): string {
  if (Buffer.byteLength(folder) <= longestFolder && !folder.includes('%')) return folder
  if (existsSync('/proc/self/fd')) return `/proc/self/fd/${openSync(folder, 'r')}`
  throw new Error(
    `${folder} cannot hold a socket: choose a path of at most ${longestFolder} bytes, without %`,
  )
}

/**
 * Listens in the data folder, as the only process that does. Throws DataFolderInUseError while another one, or another
 * store of this one, is there. Closing the server lets go of the folder, so it comes last.
 */
export async function openDoor(
  dataDir: string,
  onConnection: (socket: Socket) => void,
): Promise<{ server: Server; socket: string }> {
  const folder = shortened(resolve(dataDir))
  const socket = join(folder, socketName)
  const own = `${socket}.${randomBytes(4).toString('hex')}`
  const server = createServer(onConnection)
  await new Promise<void>((listening, failed) => server.once('error', failed).listen(own, listening))
  try {
    chmodSync(own, 0o600)
    if (!(await takeTurn(folder, own, answers))) throw new DataFolderInUseError(dataDir)
    renameSync(own, socket)
    return { server, socket }
  } catch (error) {
    server.close()
    throw error
  }
}

/** Gives the listening socket `own` the next number; false when the holder of the last one `answers`. */
export async function takeTurn(
  folder: string,
  own: string,
  answers: (socket: string) => Promise<boolean>,
): Promise<boolean> {
  for (;;) {
    const last = Math.max(0, ...turnsIn(folder))
    if (last > 0 && (await answers(join(folder, nameOfTurn(last))))) return false
    const mine = join(folder, nameOfTurn(last + 1))
    try {
      linkSync(own, mine)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue
      throw error
    }
    const present = turnsIn(folder)
    if (Math.max(...present) === last + 1) {
      for (const turn of present) if (turn <= last) rmSync(join(folder, nameOfTurn(turn)), { force: true })
      return true
    }
    // The number was free because a later holder had cleared it away already.
    rmSync(mine, { force: true })
  }
}

function turnsIn(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const turn = turnName.exec(name)?.[1]
    return turn === undefined ? [] : [Number(turn)]
  })
}

/** Only a refusal says that nobody listens; a process too busy to answer lives. */
function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket, () => {
      probe.destroy()
      resolve(true)
    })
    probe.on('error', ({ code }: NodeJS.ErrnoException) =>
      resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'),
    )
  })
}
