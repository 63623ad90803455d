import type { MediaLibrary } from '../../../domain/media/media.ts'
import type { PictureType } from '../../../domain/media/picture.ts'
import type { Context } from '../../../http/context.ts'
import { createRouter, type RouteTable } from '../../../http/router.ts'
import { createPictureCache } from './picture-cache.ts'

/** A mail to a hundred thousand people is opened by many at once. */
const cacheBytes = 32 * 1024 * 1024

/** Said from what the bytes were found to be, never from what somebody called them. */
const contentTypes: Record<PictureType, string> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
}

/** Opened by itself a picture is a page of our origin: in it nothing runs and nothing is loaded. */
const policy = "default-src 'none'; sandbox; frame-ancestors 'none'"

/** `/media/:id`: a picture people uploaded, for mails, WeCom and the page, by the SHA-256 of its bytes. */
export function createMediaRouter({ media }: { media: Pick<MediaLibrary, 'bytes'> }): RouteTable {
  const cache = createPictureCache(cacheBytes)
  const router = createRouter()

  async function pictureOf(id: string) {
    if (!/^[0-9a-f]{64}$/.test(id)) return null
    const known = cache.get(id)
    if (known) return known
    const found = await media.bytes(id)
    if (found === null) return null
    const picture = { type: found.media.type, bytes: found.bytes }
    cache.put(id, picture)
    return picture
  }

  router.get('/media/:id', async (ctx) => {
    const id = ctx.params.id ?? ''
    ctx.set('Content-Security-Policy', policy)
    // Readers of mail load it into pages of their own.
    ctx.set('Cross-Origin-Resource-Policy', 'cross-origin')
    const picture = await pictureOf(id)
    if (picture === null) return notThere(ctx)
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable')
    ctx.set('Content-Disposition', 'inline')
    ctx.etag = id
    ctx.type = contentTypes[picture.type]
    ctx.status = 200
    if (ctx.fresh) ctx.status = 304
    else ctx.body = picture.bytes
  })
  return router
}

function notThere(ctx: Context): void {
  ctx.status = 404
  ctx.set('Cache-Control', 'no-store')
  ctx.type = 'text/plain'
  ctx.body = '没有这张图片'
}
