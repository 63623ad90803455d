import { closeSync, fstatSync, openSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { usedBytes } from './data-file.ts'

export interface Room {
  /** Throws the reason when the disk would not take another transaction. Call it while none is under way. */
  secure(): void
  close(): void
}

// More than the largest transaction: a message of 48 MB and what its pages need beside it.
const leastFreeBytes = 64 * 1024 * 1024
const aheadBytes = 1024 * 1024
const zeros = Buffer.alloc(aheadBytes)

/** Bytes that may still be written to the disk of this folder. */
function freeOnDisk(dataDir: string): number {
  const { bavail, bsize } = statfsSync(dataDir)
  return bavail * bsize
}

/**
 * Finds out before lmdb does that a write would fail: lmdb puts the reason together in a buffer too short for it
 * (`last_error` in mdb_page_flush, as of 3.5.6), and every so often that ends the process. So the disk keeps some room,
 * and the data file ends in zeros, which are tried before each transaction.
 */
export function keepRoom(dataDir: string, freeBytes = freeOnDisk): Room {
  const fd = openSync(join(dataDir, 'data.mdb'), 'r+')
  return {
    secure() {
      const free = freeBytes(dataDir)
      if (free < leastFreeBytes) throw new Error(`only ${free} bytes are free on its disk`)
      let { size } = fstatSync(fd)
      const enough = usedBytes(fd) + aheadBytes
      // lmdb has nothing in the last byte.
      if (size >= enough) writeSync(fd, zeros, 0, 1, size - 1)
      while (size < enough) size += writeSync(fd, zeros, 0, zeros.length, size)
    },
    close: () => closeSync(fd),
  }
}
