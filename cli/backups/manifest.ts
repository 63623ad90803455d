import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'

/** The file that says what a backup is. It is written last: a folder without it is half a backup. */
export const manifestName = 'backup.json'
export const dataName = 'data.mdb'
export const compressedName = 'data.mdb.gz'
/** While it is being written. */
export const halfEnding = '.half'

const manifestSchema = z.object({
  kelu: z.literal('backup'),
  /** 2 is compressed: a Kelu that knows 1 alone refuses it. */
  format: z.union([z.literal(1), z.literal(2)]),
  /** The moment it is of: every change acknowledged by then is in it, and none begun after. */
  takenAt: z.iso.datetime(),
  /** Of the Kelu whose command line made it. */
  version: z.string(),
  /** What the store went through, oldest first. */
  migrations: z.array(z.string()),
  /** Which keys its data needs, by the fingerprints the store keeps. No key is in a backup. */
  keys: z.array(z.object({ _id: z.string(), fingerprint: z.string() })),
  /** Of the data file, as it is when it is not compressed. */
  bytes: z.int().nonnegative(),
  /** Of the file that is there. */
  compressedBytes: z.int().nonnegative().optional(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

export type Manifest = z.infer<typeof manifestSchema>

/** The name of a backup's folder, to the millisecond; sorts by it. */
export const backupName = (at: Date): string => `kelu-${at.toISOString().replace(/[-:.]/g, '')}`

/**
 * What the backup in this folder says of itself.
 * @throws Refusal `backup.none`, `backup.half`, `backup.newer`, `backup.broken`
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const names = await readdir(folder).catch(() => null)
  if (names === null) throw new Refusal('backup.none', [`没有这个文件夹，或读不了：${folder}`])
  const isHalf = basename(folder).endsWith(halfEnding)
  if (
    isHalf ||
    ([dataName, compressedName].some((name) => names.includes(name)) && !names.includes(manifestName))
  ) {
    throw new Refusal('backup.half', [
      `${folder} 是没做完的备份（中途断了），不能恢复`,
      '用同一个文件夹下更早的那份；这一份可以删除',
    ])
  }
  if (!names.includes(manifestName))
    throw new Refusal('backup.none', [`${folder} 不是客旅的备份：里面没有 ${manifestName}`])
  const said = jsonOf(await readFile(join(folder, manifestName), 'utf8'))
  const { format, version } = (said ?? {}) as { format?: unknown; version?: unknown }
  if (typeof format === 'number' && format > 2) throw newerBackup(String(version))
  const parsed = manifestSchema.safeParse(said)
  if (parsed.success) return parsed.data
  throw new Refusal('backup.broken', [`${folder} 的 ${manifestName} 坏了，读不懂`, '换一份备份'])
}

export const newerBackup = (version: string): Refusal =>
  new Refusal('backup.newer', [
    `这份备份是更新版本的客旅（${version}）做的，这个版本读不懂`,
    '用那个版本的客旅恢复；什么都没有改变',
  ])

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
