import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const needed = ['channels/default.yaml', 'messages/welcome-default.yaml']

/** Templates of a Kelu that does nothing by itself but welcome; `more` = definitions of one's own. */
export async function bareTemplates(folder: string, more?: string): Promise<string> {
  const templatesDir = join(folder, 'templates')
  for (const file of needed) {
    await cp(fileURLToPath(new URL(`../templates/${file}`, import.meta.url)), join(templatesDir, file))
  }
  await mkdir(templatesDir, { recursive: true })
  if (more !== undefined) await writeFile(join(templatesDir, 'more.yaml'), more)
  return templatesDir
}
