import { z } from 'zod'
import { mostPictureBytes } from '../../../domain/media/picture.ts'
import { endpoint } from '../core/endpoint.ts'
import { editors } from '../definitions/parts.ts'

/** A file as it is sent; the page hands over what its reader chose. */
const file: z.ZodType<Uint8Array, Uint8Array | Blob> = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array,
)

const picture = z
  .object({
    /** How a message names it. */
    name: z.string(),
    type: z.enum(['png', 'jpeg', 'gif']),
    width: z.number(),
    height: z.number(),
    sizeBytes: z.number(),
    /** Where it stands on this server, for as long as something names it. */
    address: z.string(),
  })
  .meta({ id: 'Picture' })

export const media = {
  upload: endpoint({
    method: 'post',
    path: '/media',
    summary:
      'Keep a picture for messages and products: once, whoever sends it how often; its bytes decide what it is',
    roles: editors,
    query: z.object({
      /** Where it is meant for: WeCom takes no moving pictures. */
      for: z.enum(['chat', 'email', 'product']),
    }),
    body: file,
    /** One more, so that a sentence says how many there may be. */
    bodyBytes: mostPictureBytes * 8,
    fileTypes: [
      'image/png',
      'image/jpeg',
      'image/gif',
      // Refused, in words that help.
      'image/webp',
      'image/heic',
      'image/avif',
      'image/bmp',
      'image/tiff',
      'image/svg+xml',
    ],
    answer: picture,
  }),
  find: endpoint({
    method: 'get',
    path: '/media/{id}',
    summary: 'A picture by its SHA-256',
    roles: editors,
    params: z.object({ id: z.string().regex(/^[0-9a-f]{64}$/) }),
    answer: picture,
  }),
}
