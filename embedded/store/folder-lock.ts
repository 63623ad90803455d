import { mkdirSync, readFileSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export class DataFolderInUseError extends Error {
  constructor(
    readonly dataDir: string,
    readonly pid: number,
  ) {
    super(
      `the data folder ${dataDir} is in use by process ${pid}: stop that process, connect to its store by MONGODB_URI, or choose another folder`,
    )
    this.name = 'DataFolderInUseError'
  }
}

interface Holder {
  pid: number
  /** Tells a process from a later one with the same pid (a container's pid is 1 every time). */
  startedAt: string
}

const fileName = 'kelu-store.lock'
const takeoverStaleMs = 10_000

/**
 * Takes the folder for this process; call the result to let go. Throws DataFolderInUseError while another live
 * process (or another store of this one) holds it; the lock of a dead process is taken over.
 */
export function lockDataFolder(dataDir: string): () => void {
  const file = join(dataDir, fileName)
  const me: Holder = { pid: process.pid, startedAt: startOf(process.pid) }
  const text = JSON.stringify(me)
  return withTakeover(dataDir, () => {
    const holder = readHolder(file)
    if (holder && isAlive(holder)) throw new DataFolderInUseError(dataDir, holder.pid)
    writeFileSync(file, text)
    return () => {
      if (readHolder(file)?.pid === me.pid) unlinkSync(file)
    }
  })
}

// Looking and taking must be one step, or two starting processes both find the dead one's lock. mkdir is atomic.
function withTakeover<T>(dataDir: string, work: () => T): T {
  const guard = join(dataDir, `${fileName}.taking`)
  try {
    mkdirSync(guard)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    if (age < takeoverStaleMs)
      throw new DataFolderInUseError(dataDir, readHolder(join(dataDir, fileName))?.pid ?? 0)
    rmdirSync(guard)
    mkdirSync(guard)
  }
  try {
    return work()
  } finally {
    rmdirSync(guard)
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch (error) {
    // Unreadable text is what a crash in the middle of writing leaves; its writer is gone.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const now = startOf(pid)
  return now !== dead && (now === '' || startedAt === '' || now === startedAt)
}

// A killed process stays in the table until its parent looks at it.
const dead = 'dead'

// Boot and start tick of a process, on Linux; elsewhere the pid has to do.
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // After the name in parentheses, which may hold spaces, comes the state; the start tick is the 20th field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return /^[ZX]/.test(fields[0]!) ? dead : `${boot}:${fields[19]}`
  } catch {
    return ''
  }
}
