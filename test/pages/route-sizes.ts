import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}
type Manifest = Record<string, Chunk>

const entry = 'index.html'
const frame = 'src/frame/AppFrame.vue'
/** Pages shown without the frame. */
const outside = ['login/LoginPage', 'welcome/WelcomePage']
/** Never in what is shipped. */
const unshipped = ['parts/PartsPage']

/** Bytes over the wire until each page is usable, on a first visit: script and style, without charts that come later. */
export async function routeSizes(pageDir: string): Promise<Record<string, number>> {
  const manifest = JSON.parse(await readFile(join(pageDir, '.vite', 'manifest.json'), 'utf8')) as Manifest
  const sizes: Record<string, number> = {}
  for (const key of Object.keys(manifest).sort()) {
    const name = /^src\/pages\/(.*Page)\.vue$/.exec(key)?.[1]
    if (!name || unshipped.includes(name)) continue
    const roots = outside.includes(name) ? [entry, key] : [entry, frame, key]
    const files = [entry, ...filesOf(manifest, roots)]
    const each = await Promise.all(files.map((file) => sizeOf(join(pageDir, file))))
    sizes[name] = each.reduce((sum, size) => sum + size, 0)
  }
  return sizes
}

/** What a browser fetches for these chunks, each once. */
function filesOf(manifest: Manifest, roots: string[]): string[] {
  const keys = new Set(roots)
  const files = new Set<string>()
  for (const key of keys) {
    const { file, css = [], imports = [] } = manifest[key] as Chunk
    for (const each of [file, ...css]) files.add(each)
    for (const each of imports) keys.add(each)
  }
  return [...files]
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(`${file}.br`)).size
}
