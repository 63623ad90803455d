import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs'
import { createRequire as requireFrom } from 'node:module'
import { join } from 'node:path'

export class DamagedDataError extends Error {
  override readonly name = 'DamagedDataError'
  constructor(dataDir: string, why: string) {
    super(
      `${join(dataDir, 'data.mdb')} is damaged (${why}): put a backup of the folder in its place, or choose another folder`,
    )
  }
}

const magic = 0xbeefc0de
// Both meta pages open with lmdb's 24 bytes of page header. Places of struct MDB_meta, on 64 bits:
const metaBytes = 160
const at = { magic: 24, pageBytes: 48, lastPage: 144 }

/**
 * Looks at the data file before lmdb maps it, because lmdb ends the whole process on one that is cut off or no data file
 * at all. Throws DamagedDataError.
 */
export function checkDataFile(dataDir: string): void {
  const file = join(dataDir, 'data.mdb')
  if (!existsSync(file)) return
  const fd = openSync(file, 'r+')
  try {
    const { size } = fstatSync(fd)
    // A process that was killed while it made the file leaves it empty.
    if (size === 0) return
    const first = metaAt(fd, 0)
    const pageBytes = first.readUInt32LE(at.pageBytes)
    const metas = [first, metaAt(fd, pageBytes)]
    if (metas.some((meta) => meta.readUInt32LE(at.magic) !== magic)) {
      throw new DamagedDataError(dataDir, 'it is no data file of this store')
    }
    const lastPage = Math.max(...metas.map((meta) => Number(meta.readBigUInt64LE(at.lastPage))))
    const wanted = (lastPage + 1) * pageBytes
    if (size >= wanted) return
    // Legal, when the pages missing at the end are free ones. As zeros they can at least be looked at.
    ftruncateSync(fd, wanted)
    if (!canBeRead(dataDir))
      throw new DamagedDataError(dataDir, `${wanted - size} bytes are missing at its end`)
  } finally {
    closeSync(fd)
  }
}

function metaAt(fd: number, position: number): Buffer {
  const meta = Buffer.alloc(metaBytes)
  readSync(fd, meta, { position })
  return meta
}

/** Reads every record and looks for room, in a process that lmdb may end. */
function canBeRead(dataDir: string): boolean {
  const program = `
    const binary = { encoding: 'binary', keyEncoding: 'binary' }
    const root = require(process.argv[1]).open({ path: process.argv[2], maxDbs: 4, ...binary })
    const tables = ['catalog', 'records', 'index'].map((name) => root.openDB({ name, ...binary }))
    for (const table of tables) for (const _ of table.getRange()) continue
    const key = Buffer.from('a try')
    root.transactionSync(() => {
      tables[0].putSync(key, Buffer.alloc(100_000))
      tables[0].removeSync(key)
    })`
  const lmdb = requireFrom(import.meta.url).resolve('lmdb')
  return spawnSync(process.execPath, ['-e', program, lmdb, dataDir], { stdio: 'ignore' }).status === 0
}
