import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMedia } from '../../../domain/media/media.ts'
import { mostPictureBytes } from '../../../domain/media/picture.ts'
import { picturePath } from '../../../domain/media/picture-name.ts'
import { aGif, aJpeg, aPng } from '../../../domain/media/testing/pictures.ts'
import { createMediaRouter } from '../../http/media/router.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { media as contract } from './contract.ts'
import { createMediaHandlers } from './handlers.ts'

let world: AdminWorld
let cookie: string
/** Nothing names a picture here. */
const texts = { async *all() {} }

beforeAll(async () => {
  world = await adminWorld(
    ({ stores, realClock, auditLog }) => ({
      contract: { media: contract },
      handlers: {
        media: createMediaHandlers({
          media: createMedia({ store: stores.media, texts, realClock }),
          auditLog,
        }),
      },
    }),
    ({ stores, realClock }) => [
      createMediaRouter({ media: createMedia({ store: stores.media, texts, realClock }) }),
    ],
  )
  cookie = await world.as('editor')
})
afterAll(() => world.close())

async function upload(file: Buffer, more: { type?: string; for?: string } = {}) {
  const answer = await fetch(`${world.base}/api/v1/media?for=${more.for ?? 'email'}`, {
    method: 'POST',
    headers: { cookie, origin: 'https://kelu.test', 'content-type': more.type ?? 'image/png' },
    body: new Uint8Array(file),
  })
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
  return { status: answer.status, body: (await answer.json()) as any }
}

describe('a picture', () => {
  it('is kept once, whoever sends it how often, and noted', async () => {
    const first = await upload(aPng({ width: 600, height: 400 }))
    expect(first).toMatchObject({ status: 200, body: { type: 'png', width: 600, height: 400 } })
    expect(await upload(aPng({ width: 600, height: 400 }))).toEqual(first)
    const id = first.body.name.slice('media:'.length)
    expect(first.body.address).toBe(picturePath(id))
    const uploads = await world.auditLog.list({ on: `media:${id}`, limit: 10 })
    expect(uploads).toMatchObject([{ by: 'a-editor', action: 'media.uploaded' }])
    const found = await world.call('GET', `/media/${id}`, { cookie })
    expect(found.body).toEqual(first.body)
    const gone = await world.call('GET', `/media/${'0'.repeat(64)}`, { cookie })
    expect([gone.status, gone.body.error.message]).toEqual([404, '这张图片已经不在了，重新上传一张'])
  })

  it('is what its bytes say, not what somebody calls it', async () => {
    const { body } = await upload(aJpeg(), { type: 'image/png' })
    expect(body.type).toBe('jpeg')
    const answer = await fetch(`${world.base}${body.address}`)
    expect(answer.headers.get('content-type')).toBe('image/jpeg')
  })

  it('of several pieces comes back whole', async () => {
    // Colour that packs badly, as a photo does.
    const notes = Array.from({ length: 1_200_000 }, (_, at) => (at * 2_654_435_761) >>> 24)
    const { deflateSync } = await import('node:zlib')
    const file = aPng({
      width: 1_000,
      height: 400,
      pixels: deflateSync(Buffer.from([...notes, ...Array(400).fill(0)]), { level: 0 }),
    })
    const { body } = await upload(file)
    expect(body.sizeBytes).toBeGreaterThan(1_000_000)
    const bytes = Buffer.from(await (await fetch(`${world.base}${body.address}`)).arrayBuffer())
    expect(bytes.length).toBe(body.sizeBytes)
    expect(bytes.subarray(0, 8)).toEqual(file.subarray(0, 8))
  })
})

describe('the address of a picture', () => {
  it('answers it for ever, for pages of others, as nothing but a picture', async () => {
    const { body } = await upload(aGif({ frames: 2 }))
    const answer = await fetch(`${world.base}${body.address}`)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/gif',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'content-disposition': 'inline',
    })
    const etag = answer.headers.get('etag') ?? ''
    const again = await fetch(`${world.base}${body.address}`, {
      headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
    })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  it('tells nothing of what is not there', async () => {
    for (const id of ['0'.repeat(64), 'x', '..%2f..%2fetc'])
      expect((await fetch(`${world.base}/media/${id}`)).status).toBe(404)
  })
})

describe('what is refused', () => {
  it.each([
    [
      'an SVG',
      Buffer.from('<svg onload="alert(1)"/>'),
      'image/svg+xml',
      'SVG 里可以藏程序，不能上传，导出成 PNG 再传',
    ],
    ['an SVG called PNG', Buffer.from('<svg/>'), 'image/png', 'SVG 里可以藏程序，不能上传，导出成 PNG 再传'],
    [
      'a WebP',
      Buffer.from('RIFF....WEBPVP8 '),
      'image/webp',
      '手机和信箱不都认得 WebP ，另存为 PNG 或 JPEG 再传',
    ],
    [
      'a page called PNG',
      Buffer.from('<html>'),
      'image/png',
      '这个文件不是图片，选一张 PNG、JPEG 或 GIF 再传',
    ],
    ['too many bytes', Buffer.alloc(mostPictureBytes + 1), 'image/png', '图片超过 2 MB，压缩后再传'],
    ['too many pixels', aPng({ width: 9_000 }), 'image/png', '图片太大，长和宽最多各 4096 像素，缩小后再传'],
  ])('%s, with what to do', async (_what, file, type, message) => {
    const { status, body } = await upload(file, { type })
    expect([status, body.error.message]).toEqual([422, message])
  })

  it('a moving picture for WeCom', async () => {
    const { status, body } = await upload(aGif(), { type: 'image/gif', for: 'chat' })
    expect([status, body.error.message]).toEqual([422, '企业微信只收 PNG 和 JPEG，另存一份再传'])
  })

  it('what no picture is called', async () => {
    for (const type of ['text/plain', 'multipart/form-data', 'application/json', 'image/png; x=y'])
      expect((await upload(aPng(), { type })).status).toBe(415)
  })

  it('more than anybody sends by mistake, without reading it', async () => {
    expect((await upload(Buffer.alloc(mostPictureBytes * 8 + 1))).status).toBe(413)
  })
})
