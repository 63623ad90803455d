import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DataFolderInUseError } from '../../embedded/store/door.ts'
import { BrokenCopyError, replaceDataFile } from '../../embedded/store/replace-data-file.ts'
import { migrations } from '../../models/migrations/index.ts'
import { refuseWrongKeys } from '../../server/check-keys.ts'
import type { Config } from '../../server/config.ts'
import { Refusal } from '../refusal.ts'
import { settingsRefusal } from '../settings.ts'
import { compressedName, dataName, type Manifest, newerBackup, readManifest } from './manifest.ts'

/**
 * Looks at a backup before anything is touched.
 * @throws Refusal when it is half, broken, of a newer version, or needs keys these settings do not have
 */
export async function lookAtBackup(folder: string, config: Config): Promise<Manifest> {
  const manifest = await readManifest(folder)
  const known = new Set(migrations.map(({ id }) => id))
  if (manifest.migrations.some((id) => !known.has(id))) throw newerBackup(manifest.version)
  const { compressedBytes } = manifest
  const file = fileOf(folder, manifest)
  const bytes = existsSync(file) ? statSync(file).size : 0
  const expected = compressedBytes ?? manifest.bytes
  if (bytes !== expected) throw broken(`${file} 有 ${bytes} 字节，应有 ${expected}`)
  await refuseWrongKeys({ all: async () => manifest.keys }, config).catch((error: unknown) => {
    throw settingsRefusal(error)
  })
  return manifest
}

const fileOf = (folder: string, { compressedBytes }: Manifest): string =>
  join(folder, compressedBytes === undefined ? dataName : compressedName)

/** Whether there is something in the data folder that a restore would put aside. */
export const holdsData = (dataDir: string): boolean => existsSync(join(dataDir, dataName))

/**
 * Puts the backup in the place of what the data folder holds, in one step. Returns the file what was there is kept in.
 * @throws Refusal; nothing has changed then
 */
export async function restoreBackup(
  folder: string,
  manifest: Manifest,
  dataDir: string,
): Promise<string | null> {
  try {
    const { bytes, sha256, compressedBytes } = manifest
    const form = compressedBytes === undefined ? 'plain' : 'gzip'
    const copy = { path: fileOf(folder, manifest), form, bytes, sha256 } as const
    return await replaceDataFile(dataDir, copy, new Date())
  } catch (error) {
    if (error instanceof DataFolderInUseError) {
      throw new Refusal('store.in_use', [`客旅正在用 ${dataDir}：先停下它再恢复`])
    }
    if (error instanceof BrokenCopyError) throw broken(error.message)
    throw new Refusal('restore.failed', [`没有恢复成，原来的数据没有动：${(error as Error).message}`])
  }
}

const broken = (why: string): Refusal =>
  new Refusal('backup.broken', [`这份备份坏了：${why}`, '什么都没有改变；换一份备份'])
