import { type Database, open } from 'lmdb'
import { CommandError } from '../errors.ts'
import { checkDataFile, DamagedDataError, type FileState, stateOf } from './data-file.ts'
import { keepRoom } from './room.ts'

/** One lmdb table with plain byte keys and values. */
export type Table = Database<Buffer, Buffer>

export interface Environment {
  /** Its values are JSON. */
  catalog: Database<unknown, Buffer>
  records: Table
  index: Table
  /**
   * Runs `work` alone, inside the write transaction of the moment, and resolves with its result once everything it
   * wrote (and everything it read) is on disk. Nothing is rolled back when `work` throws: decide before the first put.
   * Throws 14031 when the disk does not take it: nothing of it is stored then, nor of what waited with it.
   */
  write<T>(work: () => T): Promise<T>
  /** Throws what a write would, after a commit that failed, until one succeeds again: this one tries. */
  checkWrites(): Promise<void>
  /**
   * Holds what is on disk now: its pages are not used again until `release`. Waits for the commit under way, not for those
   * after it.
   */
  pin(): Promise<Pinned>
  /** `reload` is called after a failed commit, when memory is ahead of the disk. */
  onFailedCommit(reload: () => void): void
  close(): Promise<void>
}

/** One state of the data file that stays as it is while writing goes on. */
export interface Pinned {
  /** Everything acknowledged by then is in it, and nothing that was begun after. */
  at: Date
  state: FileState
  release(): void
}

interface Waiting {
  run: () => void
  settle: (failure?: Error) => void
}

// Bounds the time the event loop is held and the size of a transaction; the rest waits for the next one.
const sliceMs = 25
// After a failed commit writes are refused for this long before one is tried again.
const retryAfterMs = 1000
const trial = { key: Buffer.from('trial'), value: 'x'.repeat(100_000) }

/**
 * Opens (or creates) the data folder's lmdb file. The caller holds the folder's lock.
 * @throws DamagedDataError
 */
export function openEnvironment(dataDir: string): Environment {
  checkDataFile(dataDir)
  try {
    return openFile(dataDir)
  } catch (error) {
    const { message } = error as Error
    throw message.startsWith('MDB_') ? new DamagedDataError(dataDir, message) : error
  }
}

function openFile(dataDir: string): Environment {
  const root = open<Buffer, Buffer>({
    path: dataDir,
    // By itself it takes a name with a dot for that of a file.
    noSubdir: false,
    maxDbs: 4,
    encoding: 'binary',
    keyEncoding: 'binary',
    // @ts-expect-error -- lmdb reads it, its types do not know it
    permissionsMode: 0o600,
    // A commit is then a plain LMDB commit, synced before it resolves; commits are grouped below.
    overlappingSync: false,
  })
  const table = (name: string): Table => root.openDB({ name, encoding: 'binary', keyEncoding: 'binary' })
  const tables = {
    catalog: root.openDB<unknown, Buffer>({ name: 'catalog', encoding: 'json', keyEncoding: 'binary' }),
    records: table('records'),
    index: table('index'),
  }
  const room = keepRoom(dataDir)
  let waiting: Waiting[] = []
  let committing: Promise<void> | undefined
  let failure: { error: Error; until: number } | undefined
  let reload = (): void => undefined
  /** Run between two commits, when the newest state is whole on disk. */
  const between: (() => void)[] = []
  function runBetween(): void {
    for (const work of between.splice(0)) work()
  }

  async function commitAll(): Promise<void> {
    while (waiting.length > 0) {
      runBetween()
      let taken = 0
      try {
        room.secure()
        await root.transaction(() => {
          const started = performance.now()
          do waiting[taken++]!.run()
          while (taken < waiting.length && performance.now() - started < sliceMs)
          // A failed commit also rejects the promise of every put in it; it is dealt with once, below.
          for (const { committed } of Object.values(tables)) committed.then(undefined, () => undefined)
        })
        await root.flushed
        failure = undefined
      } catch (cause) {
        const error = new CommandError(
          14031,
          `nothing is written: a commit failed (${await reasonOf(cause)}); free disk space, it is tried again by itself`,
        )
        failure = { error, until: performance.now() + retryAfterMs }
        reload()
        for (const one of waiting) one.settle(error)
        waiting = []
        break
      }
      const done = waiting.slice(0, taken)
      waiting = waiting.slice(taken)
      for (const one of done) one.settle()
    }
    // Cleared in the same turn as the last look at the queue, or a write arriving in between would wait for ever.
    committing = undefined
    runBetween()
  }

  function pinNow(): Pinned {
    const reader = root.useReadTransaction()
    try {
      return { at: new Date(), state: stateOf(dataDir), release: () => reader.done() }
    } catch (error) {
      reader.done()
      throw error
    }
  }

  function write<T>(work: () => T): Promise<T> {
    if (failure && performance.now() < failure.until) return Promise.reject(failure.error)
    return new Promise<T>((resolve, reject) => {
      let finish = (): void => undefined
      const run = (): void => {
        try {
          const result = work()
          finish = () => resolve(result)
        } catch (error) {
          finish = () => reject(error)
        }
      }
      waiting.push({ run, settle: (broken) => (broken ? reject(broken) : finish()) })
      committing ??= commitAll()
    })
  }

  return {
    ...tables,
    write,
    pin() {
      return new Promise((resolve, reject) => {
        between.push(() => {
          try {
            resolve(pinNow())
          } catch (error) {
            reject(error)
          }
        })
        if (committing === undefined) runBetween()
      })
    },
    onFailedCommit(work) {
      reload = work
    },
    async checkWrites() {
      if (!failure) return
      await write(() => void tables.catalog.put(trial.key, trial.value))
      await write(() => void tables.catalog.remove(trial.key))
    },
    async close() {
      while (committing !== undefined) await committing
      failure = {
        error: new CommandError(91, 'the embedded store is closed'),
        until: Number.POSITIVE_INFINITY,
      }
      await root.close()
      room.close()
    },
  }
}

/** lmdb hangs the promise of the system's own error on the one it throws. */
async function reasonOf(error: unknown): Promise<string> {
  const { commitError } = error as { commitError?: Promise<unknown> }
  return commitError === undefined
    ? String(error)
    : commitError.then(
        () => String(error),
        (reason: unknown) => String(reason),
      )
}
