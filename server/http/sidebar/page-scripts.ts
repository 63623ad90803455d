import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { brotliCompressSync } from 'node:zlib'
import type { Context } from '../../../http/context.ts'
import { HttpRefusal } from '../../../http/refusal.ts'
import { pageScript } from '../task-page/page-script.ts'
import { sidebarScript } from './sidebar-script.ts'

interface ScriptFile {
  path: string
  body: Buffer
  brotli: Buffer
}

const folder = '/sidebar/files/'

/** The scripts of the sidebar in the order the page loads them: WeCom's JS-SDK as it is published, then ours. */
export function readPageScripts() {
  const sdk = createRequire(import.meta.url).resolve('@wecom/jssdk/dist/wecom.global.prod.js')
  const files = [
    fileOf('jssdk', readFileSync(sdk)),
    fileOf('sidebar', Buffer.from(`${sidebarScript}${pageScript}`)),
  ]
  const byPath = new Map(files.map((file) => [file.path, file]))

  return {
    paths: files.map(({ path }) => path),
    /** A file of that name, which carries a hash of what is in it. Throws `route.not_found` for those of other releases. */
    answer(ctx: Context): void {
      const file = byPath.get(ctx.path)
      if (!file) throw new HttpRefusal('route.not_found')
      ctx.set('Cache-Control', 'public, max-age=31536000, immutable')
      ctx.vary('Accept-Encoding')
      ctx.type = 'text/javascript; charset=utf-8'
      const packed = ctx.acceptsEncodings('br', 'identity') === 'br'
      if (packed) ctx.set('Content-Encoding', 'br')
      ctx.body = packed ? file.brotli : file.body
    },
  }
}

function fileOf(name: string, body: Buffer): ScriptFile {
  const mark = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { path: `${folder}${name}-${mark}.js`, body, brotli: brotliCompressSync(body) }
}
