import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { faultInPages, treeBytes } from './check-pages.ts'

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
const at = { magic: 24, free: 48, pageBytes: 48, main: 96, lastPage: 144, transaction: 152 }

/**
 * Looks at the data file before lmdb maps it, because lmdb ends the whole process on one that is damaged, cut off or no
 * data file at all. Throws DamagedDataError.
 */
export function checkDataFile(dataDir: string): void {
  const file = join(dataDir, 'data.mdb')
  if (!existsSync(file)) return
  const fault = faultInDataFile(file)
  if (fault !== undefined) throw new DamagedDataError(dataDir, fault)
  const fd = openSync(file, 'r+')
  try {
    const { size } = fstatSync(fd)
    // A process that was killed while it made the file leaves it empty.
    if (size === 0) return
    // Legal, when the pages missing at the end are free ones. As zeros they can at least be looked at.
    if (size < usedBytes(fd)) ftruncateSync(fd, usedBytes(fd))
  } finally {
    closeSync(fd)
  }
}

/** What is wrong with this file as a data file, or undefined; an empty one is a new one. Reads all of it. */
export function faultInDataFile(file: string): string | undefined {
  const fd = openSync(file, 'r')
  try {
    if (fstatSync(fd).size === 0) return undefined
    const { pageBytes, metas } = metasOf(fd)
    if (metas.some((meta) => meta.readUInt32LE(at.magic) !== magic)) return 'it is no data file of this store'
    const newest = transactionOf(metas[0]) < transactionOf(metas[1]) ? metas[1] : metas[0]
    const read = (page: number, into: Buffer): boolean =>
      readSync(fd, into, { position: page * pageBytes }) === into.length
    const roots = [at.free, at.main].map((place) => newest.subarray(place, place + treeBytes))
    return faultInPages({ pageBytes, pages: pagesOf(metas), read }, roots)
  } finally {
    closeSync(fd)
  }
}

/** What a copy of the data file needs to be of one moment: its first pages, as they are then, say which others count. */
export interface FileState {
  head: Buffer
  usedBytes: number
}

/** As it is on disk now. Call it while no commit is under way. */
export function stateOf(dataDir: string): FileState {
  const fd = openSync(join(dataDir, 'data.mdb'), 'r')
  try {
    const { pageBytes, metas } = metasOf(fd)
    const head = Buffer.alloc(2 * pageBytes)
    readSync(fd, head, { position: 0 })
    return { head, usedBytes: pagesOf(metas) * pageBytes }
  } finally {
    closeSync(fd)
  }
}

/** How much of an open data file lmdb uses; what is behind it is nobody's. */
export function usedBytes(fd: number): number {
  const { pageBytes, metas } = metasOf(fd)
  return pagesOf(metas) * pageBytes
}

const pagesOf = (metas: Buffer[]): number =>
  Math.max(...metas.map((meta) => Number(meta.readBigUInt64LE(at.lastPage)))) + 1

const transactionOf = (meta: Buffer): bigint => meta.readBigUInt64LE(at.transaction)

function metasOf(fd: number): { pageBytes: number; metas: [Buffer, Buffer] } {
  const first = metaAt(fd, 0)
  const pageBytes = first.readUInt32LE(at.pageBytes)
  return { pageBytes, metas: [first, metaAt(fd, pageBytes)] }
}

function metaAt(fd: number, position: number): Buffer {
  const meta = Buffer.alloc(metaBytes)
  readSync(fd, meta, { position })
  return meta
}
