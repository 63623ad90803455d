import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

export interface PageFile {
  type: string
  body: Buffer
  /** The same precompressed at build time; absent where it would gain nothing. */
  brotli?: Buffer
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/**
 * The files of the built page by their path below /admin/, with the precompressed form beside each. All are held in
 * memory: they are few, and no request can name a file that is not one of them.
 */
export async function readPageFiles(folder: string): Promise<Map<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length)),
  )
  const files = new Map<string, PageFile>()
  for (const name of names) {
    const type = types[extname(name)]
    if (!type || name.startsWith('.')) continue
    const body = await readFile(join(folder, name))
    files.set(name.split(sep).join('/'), {
      type,
      body,
      ...(names.has(`${name}.br`) && { brotli: await readFile(join(folder, `${name}.br`)) }),
    })
  }
  return files
}
