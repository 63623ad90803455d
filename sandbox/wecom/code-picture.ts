import type { Reply } from '../platform-server.ts'
import { qrPicture } from './qr-picture.ts'
import type { WecomWorld } from './world.ts'

/** Pictures of contact ways stand under it; whoever has the address may fetch one. */
export const codePicturePath = '/qr/'

/** The code as a PNG: what it says is an address that only the WeChat client understands. */
export function codePictureReply(path: string, origin: string, { state }: WecomWorld): Reply {
  const configId = path.slice(codePicturePath.length)
  if (!state.contactWays.has(configId)) return { status: 404, body: '' }
  const body = qrPicture(`${origin}/k/${configId}`)
  return { status: 200, headers: { 'content-type': 'image/png' }, body }
}
