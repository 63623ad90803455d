import type { Context } from '../../../http/context.ts'
import { HttpRefusal } from '../../../http/refusal.ts'
import { createRouter, type Routes } from '../../../http/router.ts'
import { type PageFile, readPageFiles } from './page-files.ts'

/**
 * Its own files, its own API, and frames of our own (the preview of an e-mail): nothing else, and nothing inline. Not
 * `require-trusted-types-for`: the charts assign innerHTML and would draw nothing.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Their names carry a hash of what is in them. */
const hashed = /^assets\//
const forEver = 'public, max-age=31536000, immutable'

/**
 * The page of the people who work with Kelu. Every address below /admin/ that is no file is a place inside the page: it
 * gets index.html, which is never kept, so that a new release is seen at once.
 */
export function createAdminPageRouter({ folder }: { folder: string }): Routes {
  let reading: Promise<Map<string, PageFile>> | null = null
  function files(): Promise<Map<string, PageFile>> {
    reading ??= readPageFiles(folder).catch((error: NodeJS.ErrnoException) => {
      reading = null
      if (error.code !== 'ENOENT') throw error
      throw new HttpRefusal('page.not_built', { expected: 'npm run build' })
    })
    return reading
  }

  const router = createRouter()
  router.get('/admin', (ctx) => ctx.redirect('/admin/'))
  router.get('/admin/*path', async (ctx) => answer(ctx, await files()))
  router.get('/admin/', async (ctx) => answer(ctx, await files()))
  return router
}

function answer(ctx: Context, files: Map<string, PageFile>): void {
  const name = ctx.path.slice('/admin/'.length)
  const asset = files.get(name)
  // A tab of the release before asks for chunks that are gone: it must not be given the page instead.
  if (!asset && hashed.test(name)) throw new HttpRefusal('route.not_found')
  const file = asset ?? files.get('index.html')
  if (!file) throw new HttpRefusal('page.not_built', { expected: 'npm run build' })

  ctx.set('Content-Security-Policy', policy)
  ctx.set('Cache-Control', asset && hashed.test(name) ? forEver : 'no-store')
  ctx.vary('Accept-Encoding')
  ctx.type = file.type
  if (file.brotli && ctx.acceptsEncodings('br', 'identity') === 'br') {
    ctx.set('Content-Encoding', 'br')
    ctx.body = file.brotli
  } else ctx.body = file.body
}
