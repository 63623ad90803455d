import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { Plugin } from 'vite'

const compress = promisify(brotliCompress)
const texts = /\.(?:js|css|html|svg|json)$/

/** Lays a brotli of the best quality beside every text of the build, so that serving costs no time. */
export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'kelu:precompress',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir)
    },
    async closeBundle() {
      const names = await readdir(folder, { recursive: true })
      for (const name of names.filter((each) => texts.test(each))) {
        const file = join(folder, name)
        const body = await readFile(file)
        const params = {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
        }
        await writeFile(`${file}.br`, await compress(body, { params }))
      }
    },
  }
}
