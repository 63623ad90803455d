import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { faultInDataFile } from './data-file.ts'
import { closeToOthers } from './data-folder.ts'
import { openDoor } from './door.ts'

/** A copy of a data file, as it was when it was made. */
export interface KnownCopy {
  path: string
  /** How it lies there; absent = plain. */
  form?: 'plain' | 'gzip'
  /** Of the data file itself. */
  bytes: number
  /** Hex. */
  sha256: string
}

/** A copy is not what it was when it was made. Nothing was replaced. */
export class BrokenCopyError extends Error {
  override readonly name = 'BrokenCopyError'
}

const half = 'data.mdb.half'

/**
 * Puts a copy in the place of the folder's data file, in one step and only once it is whole on this disk; what was there
 * before is kept under the name it returns (null: nothing was there). Killed at any point, the folder has the one or the
 * other.
 * @throws DataFolderInUseError, BrokenCopyError, what the disk says
 */
export async function replaceDataFile(dataDir: string, copy: KnownCopy, now: Date): Promise<string | null> {
  closeToOthers(dataDir)
  const { server } = await openDoor(dataDir, (socket) => socket.destroy())
  const [place, beside] = [join(dataDir, 'data.mdb'), join(dataDir, half)]
  try {
    await copyWhole(copy, beside)
    const fault = faultInDataFile(beside)
    if (fault !== undefined) throw new BrokenCopyError(`${copy.path}: ${fault}`)
    const kept = await keepAside(place, now)
    await rename(beside, place)
    await syncFolder(dataDir)
    return kept
  } finally {
    await rm(beside, { force: true })
    server.close()
  }
}

/** By a second name, so that the first one is never without a file: a start would make an empty store. */
async function keepAside(place: string, now: Date): Promise<string | null> {
  const kept = place.replace(/\.mdb$/, `-before-${now.toISOString().replace(/[-:]|\.\d+/g, '')}.mdb`)
  try {
    await link(place, kept)
    return kept
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function copyWhole({ path, form, bytes, sha256 }: KnownCopy, to: string): Promise<void> {
  await rm(to, { force: true })
  const file = await open(to, 'wx', 0o600)
  try {
    const hash = createHash('sha256')
    let copied = 0
    for await (const chunk of form === 'gzip' ? unzipped(path) : read(path)) {
      hash.update(chunk)
      copied += chunk.length
      await file.writeFile(chunk)
    }
    if (copied !== bytes) throw new BrokenCopyError(`${path}: has ${copied} bytes of ${bytes}`)
    if (hash.digest('hex') !== sha256) throw new BrokenCopyError(`${path}: is not what was written (SHA-256)`)
    await file.sync()
  } finally {
    await file.close()
  }
}

const read = (path: string) => createReadStream(path, { highWaterMark: 1024 * 1024 })

/** @throws BrokenCopyError where it ends before its end, or is none */
async function* unzipped(path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  // What the disk says comes out of the other end as well.
  read(path)
    .on('error', (error) => gunzip.destroy(error))
    .pipe(gunzip)
  try {
    yield* gunzip
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw code.startsWith('Z_') ? new BrokenCopyError(`${path}: ${code}`) : error
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
