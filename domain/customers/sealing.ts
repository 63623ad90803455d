import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import type { Sealed } from '../../models/sealed.ts'

/** A key data is encrypted with, and the name stored beside what it sealed. */
export interface DataKey {
  kid: string
  /** 32 bytes. */
  key: Uint8Array
}

export interface Sealing {
  seal(text: string): Sealed
  /** Throws when the key is unknown or the value was changed. */
  unseal(sealed: Sealed): string
  /** A keyed fingerprint to find a value by without storing it (HMAC-SHA256, hex). */
  blindIndex(text: string): string
}

const ivBytes = 12
const tagBytes = 16
const keyBytes = 32

/**
 * Encryption at rest. The first data key seals, all of them open: to rotate, put a new key in front and keep the old
 * ones. The index key is separate and never rotates, or look-ups would no longer find what was stored.
 */
export function createSealing(keys: { data: DataKey[]; blindIndex: Uint8Array }): Sealing {
  const current = keys.data[0]
  if (!current) throw new Error('sealing needs at least one data key')
  const unseal = createUnseal(keys.data)
  if ([...keys.data.map(({ key }) => key), keys.blindIndex].some((key) => key.byteLength !== keyBytes)) {
    throw new Error(`data keys and the blind index key must have ${keyBytes} bytes`)
  }

  return {
    seal(text) {
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', current.key, iv, { authTagLength: tagBytes })
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return { kid: current.kid, ct: Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64') }
    },
    unseal,
    blindIndex: (text) => createHmac('sha256', keys.blindIndex).update(text, 'utf8').digest('hex'),
  }
}

/** What opens values alone, for whoever neither seals nor looks anybody up. Throws as `Sealing.unseal` does. */
export function createUnseal(data: readonly DataKey[]): Sealing['unseal'] {
  const byKid = new Map(data.map(({ kid, key }) => [kid, key]))
  if (byKid.size !== data.length) throw new Error('two data keys have the same kid')
  return ({ kid, ct }) => {
    const key = byKid.get(kid)
    if (!key) throw new Error(`no data key ${kid}: it must stay configured while values are sealed with it`)
    const bytes = Buffer.from(ct, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    })
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
    const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()])
    return text.toString('utf8')
  }
}
