import { resolve, sep } from 'node:path'
import type { Plugin } from 'vite'

/**
 * Types alone cross from the server to the page. An import of a value would bring server code to browsers, and with it
 * what it imports in turn: it ends the build.
 */
export function stayInside(): Plugin {
  let own = ''
  return {
    name: 'kelu:stay-inside',
    enforce: 'pre',
    configResolved({ root }) {
      own = root + sep
    },
    resolveId(source, importer) {
      if (!source.startsWith('.') || !importer?.startsWith(own)) return
      const wanted = resolve(importer, '..', source)
      if (!wanted.startsWith(own)) this.error(`${importer} imports ${source}: only types may come from there`)
    },
  }
}
