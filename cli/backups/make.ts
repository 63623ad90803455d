import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { faultInDataFile } from '../../embedded/store/data-file.ts'
import type { Connection } from '../../models/connect.ts'
import { copyDataFile } from '../../models/data-file.ts'
import { createKeyStore } from '../../models/keys.ts'
import { appliedMigrations } from '../../models/migrations/migrate.ts'
import { Refusal } from '../refusal.ts'
import { backupName, compressedName, dataName, halfEnding, type Manifest, manifestName } from './manifest.ts'

const highWaterMark = 1024 * 1024
/** The fastest: of a data file it leaves hardly more than the slowest. */
const gzipLevel = 1

export interface MadeBackup {
  folder: string
  manifest: Manifest
}

/**
 * Makes a backup of the built-in store in a new folder inside `into`, while work goes on. It gets its name once it is whole,
 * looked through and on disk; killed before, what is left ends in `.half`.
 * @throws Refusal
 */
export async function makeBackup(
  connection: Connection,
  into: string,
  { now, form }: { now: Date; form: 'plain' | 'compressed' },
): Promise<MadeBackup> {
  const migrations = await appliedMigrations(connection)
  const keys = await createKeyStore(connection).all()
  // A store of 0.1.0 knows of no migrations.
  if (migrations.length === 0 && keys.length === 0)
    throw new Refusal('store.empty', ['存储里还没有客旅的数据：没有什么可备份的'])
  const folder = join(resolve(into), backupName(now))
  const half = `${folder}${halfEnding}`
  await reachable(into, mkdir(resolve(into), { recursive: true, mode: 0o700 }))
  await reachable(half, mkdir(half, { mode: 0o700 }))
  try {
    const data = join(half, dataName)
    const copied = await copy(connection, data)
    await lookThrough(data, copied.sha256)
    const compressedBytes = form === 'compressed' ? await compress(half, copied.sha256) : undefined
    const manifest: Manifest = {
      kelu: 'backup',
      format: compressedBytes === undefined ? 1 : 2,
      takenAt: copied.at.toISOString(),
      version: await ownVersion(),
      migrations,
      keys: keys.map(({ _id, fingerprint }) => ({ _id, fingerprint })),
      bytes: copied.bytes,
      ...(compressedBytes !== undefined && { compressedBytes }),
      sha256: copied.sha256,
    }
    const said = join(half, manifestName)
    await writeFile(said, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true })
    await sync(half)
    await rename(half, folder)
    await sync(resolve(into))
    return { folder, manifest }
  } catch (error) {
    await rm(half, { recursive: true, force: true })
    throw error
  }
}

async function copy(connection: Connection, to: string) {
  try {
    const copied = await copyDataFile(connection, to)
    if (copied !== null) return copied
  } catch (error) {
    const { bavail, bsize } = await statfs(resolve(to, '..'))
    const freeMb = Math.floor((bavail * bsize) / 1_000_000)
    throw new Refusal('backup.failed', [
      `没有备份成，运行中的客旅不受影响：${(error as Error).message}`,
      `目标磁盘还剩 ${freeMb} MB；先腾出空间，或换一个文件夹。原有的备份都还在`,
    ])
  }
  throw new Refusal('backup.older', [
    '正在运行的是更早版本的客旅，它不会边运行边备份',
    '先停下它再备份，然后启动新版本',
  ])
}

/** A backup nobody has looked at is a hope: it is read back from the disk as a whole. */
async function lookThrough(file: string, sha256: string): Promise<void> {
  const isSame = (await sha256Of(createReadStream(file, { highWaterMark }))) === sha256
  const fault = isSame ? faultInDataFile(file) : otherwise
  if (fault !== undefined) throw badDisk(fault)
}

/** Puts the compressed file in the place of the data file, once it gives back the same. Returns its size. */
async function compress(folder: string, sha256: string): Promise<number> {
  const [data, to] = [join(folder, dataName), join(folder, compressedName)]
  const written = createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true })
  await pipeline(createReadStream(data, { highWaterMark }), createGzip({ level: gzipLevel }), written)
  const back = createReadStream(to, { highWaterMark }).pipe(createGunzip())
  if ((await sha256Of(back).catch(() => null)) !== sha256) throw badDisk(otherwise)
  await rm(data)
  return (await stat(to)).size
}

async function sha256Of(bytes: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of bytes) hash.update(chunk)
  return hash.digest('hex')
}

const otherwise = '读回来与写下的不一样（SHA-256）'
const badDisk = (fault: string): Refusal =>
  new Refusal('backup.failed', [`没有备份成：写下的数据文件检查不通过（${fault}）`, '换一块磁盘再试'])

async function ownVersion(): Promise<string> {
  const file = join(import.meta.dirname, '../../package.json')
  const built = join(import.meta.dirname, '../../../package.json')
  const text = await readFile(file, 'utf8').catch(() => readFile(built, 'utf8'))
  return (JSON.parse(text) as { version: string }).version
}

async function reachable(folder: string, work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    throw new Refusal('backup.failed', [`没有备份成：建不了文件夹 ${folder}（${(error as Error).message}）`])
  }
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
