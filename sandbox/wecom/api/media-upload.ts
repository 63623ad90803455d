import { unixSeconds } from '../../clock.ts'
import { WecomRefusal } from '../call.ts'
import { newId } from '../state.ts'
import type { WecomApi } from '../world.ts'

const lifeMs = 3 * 86_400_000
const leastBytes = 5
const mostBytes = {
  image: 10 * 1024 * 1024,
  voice: 2 * 1024 * 1024,
  video: 10 * 1024 * 1024,
  file: 20 * 1024 * 1024,
}

const png = Buffer.from('89504e470d0a1a0a', 'hex')
const jpeg = Buffer.from('ffd8ff', 'hex')
const startsWith = (bytes: Buffer, head: Buffer, at = 0) => bytes.subarray(at, at + head.length).equals(head)

/** What each kind of file begins with (上传临时素材, document 90253); a file may be anything. */
const isOfType: Record<keyof typeof mostBytes, (bytes: Buffer) => boolean> = {
  image: (bytes) => startsWith(bytes, png) || startsWith(bytes, jpeg),
  voice: (bytes) => startsWith(bytes, Buffer.from('#!AMR')),
  video: (bytes) => startsWith(bytes, Buffer.from('ftyp'), 4),
  file: () => true,
}

/** POST /cgi-bin/media/upload: gives an id that lives three days. */
export const mediaUpload: WecomApi = {
  method: 'POST',
  handle(call, { clock, state }) {
    const type = call.query.get('type') ?? ''
    if (!isType(type)) throw new WecomRefusal(40004, 'invalid media type')
    const file = call.form.find(({ name }) => name === 'media')
    if (file?.filename === undefined || file.filename === '')
      throw new WecomRefusal(41005, 'media data missing')
    if (file.bytes.length <= leastBytes) throw new WecomRefusal(44001, 'empty media data')
    if (file.bytes.length > mostBytes[type]) throw new WecomRefusal(40006, 'invalid media size')
    if (!isOfType[type](file.bytes)) throw new WecomRefusal(40005, 'invalid file type')
    const mediaId = newId('MEDIA', 24)
    const expiresAt = new Date(clock.now().getTime() + lifeMs)
    const kept = type === 'file' && { file: { filename: file.filename, bytes: file.bytes } }
    state.media.set(mediaId, { type, expiresAt, ...kept })
    return { type, media_id: mediaId, created_at: String(unixSeconds(clock.now())) }
  },
}

function isType(type: string): type is keyof typeof mostBytes {
  return Object.hasOwn(mostBytes, type)
}
