import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { transform } from 'esbuild'

/** For the CommonJS packages among what is bundled; a script has a `require` of its own. */
export const requireInModule =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);"

/** esbuild leaves the characters of regular expressions as they are, and `loadChunk` reads nothing but ASCII. */
const inAscii = (code: string): string =>
  code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/**
 * Most of a start is the compiling of what the start-up files share: here it is done once for all of them. Each chunk
 * becomes a script, of which V8 keeps what it compiled, and a module of the old name that hands on what the script exports.
 */
export async function compileChunks(
  folder: string,
  chunks: { file: string; exports: string[] }[],
): Promise<void> {
  const loaderSource = await readFile(fileURLToPath(new URL('load-chunk.ts', import.meta.url)), 'utf8')
  const loader = join(folder, 'load-chunk.js')
  await writeFile(loader, (await transform(loaderSource, { loader: 'ts' })).code)
  const scripts = await Promise.all(
    chunks.map(async ({ file, exports }) => {
      const source = (await readFile(file, 'utf8')).replace(requireInModule, '')
      const { code } = await transform(source, {
        format: 'cjs',
        platform: 'node',
        target: 'node20',
        supported: { 'dynamic-import': false },
        define: { 'import.meta.url': 'fileUrl' },
      })
      const script = file.replace(/\.js$/, '.cjs')
      await writeFile(script, inAscii(code))
      await writeFile(
        file,
        `import { loadChunk } from './${basename(loader)}'
        export const { ${exports.join(', ')} } = loadChunk(${JSON.stringify(script)})\n`,
      )
      return script
    }),
  )
  const compiling = `import { keepCompiled, loadChunk } from ${JSON.stringify(loader)}
    for (const script of ${JSON.stringify(scripts)}) loadChunk(script)
    keepCompiled()
    process.exit()`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', compiling])
}
