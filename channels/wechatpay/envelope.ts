import { createDecipheriv } from 'node:crypto'
import { z } from 'zod'

const tagBytes = 16

/** Around what only the merchant may read. */
export const envelope = z.object({
  algorithm: z.literal('AEAD_AES_256_GCM'),
  ciphertext: z.string(),
  nonce: z.string(),
  associated_data: z.string().default(''),
})

/** The text inside. @throws Error when a bit of it is not as it was sealed, or another key sealed it */
export function unsealed(
  { ciphertext, nonce, associated_data }: z.infer<typeof envelope>,
  key: string,
): string {
  const bytes = Buffer.from(ciphertext, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key), nonce)
  decipher.setAAD(Buffer.from(associated_data))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString('utf8')
}
