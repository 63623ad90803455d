import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Script } from 'node:vm'

const loaded = new Map<string, { script: Script; module: { exports: Record<string, unknown> } }>()

/** Runs a chunk of the bundle, compiled already where `keepCompiled` has been. Node 20 can do so for scripts only. */
export function loadChunk(file: string): Record<string, unknown> {
  const known = loaded.get(file)
  if (known) return known.module.exports
  const compiled = compiledOf(file)
  // `compileChunks` writes nothing but ASCII, which is read faster as what it is.
  const source = `(function (exports, require, module, fileUrl) {${readFileSync(file, 'latin1')}\n})`
  const script = new Script(source, {
    filename: file,
    cachedData: existsSync(compiled) ? readFileSync(compiled) : undefined,
  })
  const module = { exports: {} }
  loaded.set(file, { script, module })
  const outside = createRequire(file)
  const require = (id: string) =>
    id.startsWith('./') ? loadChunk(join(dirname(file), id.replace(/\.js$/, '.cjs'))) : outside(id)
  script.runInThisContext()(module.exports, require, module, pathToFileURL(file).href)
  return module.exports
}

/** Leaves what was compiled of the chunks this process has run, for those that run them next. */
export function keepCompiled(): void {
  for (const [file, { script }] of loaded) writeFileSync(compiledOf(file), script.createCachedData())
}

function compiledOf(file: string): string {
  return `${file}.compiled`
}
