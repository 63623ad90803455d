import { readSources, type Source } from '../domain/language/load.ts'
import { Refusal } from './refusal.ts'

/** @throws Refusal when the folder cannot be read, or holds no file of definitions */
export async function readFolder(folder: string): Promise<Source[]> {
  let sources: Source[]
  try {
    sources = await readSources(folder)
  } catch (error) {
    throw new Refusal('folder.unreadable', [
      `读不了文件夹 ${folder}：${(error as NodeJS.ErrnoException).code}`,
    ])
  }
  if (sources.length === 0) throw new Refusal('folder.empty', [`文件夹 ${folder} 里没有 .yaml 或 .yml 文件`])
  return sources
}
