import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { DomainError } from '../domain/errors.ts'
import { equalSecret } from './equal.ts'

/** What the WeCom console shows for one receive-URL, and the id its messages must name (corp id of a self-built app). */
export interface CallbackKeys {
  token: string
  /** EncodingAESKey, 43 characters. */
  aesKey: string
  receiver: string
}

export interface Envelope {
  signature: string
  timestamp: string
  nonce: string
  cipher: string
}

const blockBytes = 32
const headerBytes = 20

/** Signature and encryption of WeCom callbacks, https://developer.work.weixin.qq.com/document/path/91144 */
export function createCallbackCrypto(keys: CallbackKeys) {
  // 43 characters leave trailing bits that need not be zero; Node's decoder is lenient about them.
  const key = Buffer.from(`${keys.aesKey}=`, 'base64')
  if (key.length !== 32) throw new Error('EncodingAESKey must be 43 base64 characters')
  const iv = key.subarray(0, 16)

  function sign(timestamp: string, nonce: string, cipher: string): string {
    const parts = [keys.token, timestamp, nonce, cipher].sort()
    return createHash('sha1').update(parts.join('')).digest('hex')
  }

  /** The message inside. Throws signature.invalid when anything about the envelope or its content is not as it must be. */
  function open(envelope: Envelope): string {
    const expected = sign(envelope.timestamp, envelope.nonce, envelope.cipher)
    if (!equalSecret(envelope.signature, expected)) throw refusal('signature')
    return unpack(decrypt(envelope.cipher))
  }

  function decrypt(cipher: string): Buffer {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(cipher)) throw refusal('base64')
    const bytes = Buffer.from(cipher, 'base64')
    if (bytes.length === 0 || bytes.length % blockBytes !== 0) throw refusal('length')
    const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
    return Buffer.concat([decipher.update(bytes), decipher.final()])
  }

  /** 16 random bytes, length of the message (big endian), the message, the receiver's id, 1 to 32 equal padding bytes. */
  function unpack(plain: Buffer): string {
    const pad = plain[plain.length - 1] as number
    if (pad < 1 || pad > blockBytes || plain.length - pad < headerBytes) throw refusal('padding')
    if (!plain.subarray(-pad).every((byte) => byte === pad)) throw refusal('padding')
    const messageEnd = headerBytes + plain.readUInt32BE(16)
    const receiver = plain.subarray(messageEnd, plain.length - pad)
    // An exact match also proves that the length field ends where the receiver begins.
    if (!receiver.equals(Buffer.from(keys.receiver))) throw refusal('receiver')
    return plain.subarray(headerBytes, messageEnd).toString('utf8')
  }

  /** Encrypts and signs a message, for passive replies. `random` only to reproduce known vectors. */
  function seal(
    message: string,
    at: { timestamp: string; nonce: string; random?: Buffer },
  ): Envelope & { xml: string } {
    const body = Buffer.from(message)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    const content = Buffer.concat([at.random ?? randomBytes(16), length, body, Buffer.from(keys.receiver)])
    const pad = blockBytes - (content.length % blockBytes)
    const cipherer = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
    const bytes = [cipherer.update(Buffer.concat([content, Buffer.alloc(pad, pad)])), cipherer.final()]
    const cipher = Buffer.concat(bytes).toString('base64')
    const signature = sign(at.timestamp, at.nonce, cipher)
    const { timestamp, nonce } = at
    return { cipher, signature, timestamp, nonce, xml: replyXml({ cipher, signature, timestamp, nonce }) }
  }

  return { sign, open, seal }
}

export type CallbackCrypto = ReturnType<typeof createCallbackCrypto>

function replyXml({ cipher, signature, timestamp, nonce }: Envelope): string {
  return `<xml><Encrypt><![CDATA[${cipher}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`
}

/** `check` says which one failed, for our log only: the sender is told nothing but 403. */
function refusal(check: string): DomainError {
  return new DomainError('signature.invalid', { check })
}
