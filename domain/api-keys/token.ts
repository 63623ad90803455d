import { createHash } from 'node:crypto'
import { customAlphabet } from 'nanoid'

const lower = '0123456789abcdefghijkmnpqrstuvwxyz'
const newId = customAlphabet(lower, 8)
const newKeyId = customAlphabet(lower, 6)
/** 238 bits: nobody guesses it, so a plain digest of it is enough. */
const newSecret = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 40)

/** `kelu_<integration, 8><key, 6>_<secret, 40>`: recognisable wherever it is pasted by mistake. */
const pattern = /^kelu_([0-9a-z]{8})([0-9a-z]{6})_([0-9A-Za-z]{40})$/
/** The same anywhere in a text, its separators written as an address may write them; a beginning is enough. */
const looksLikeKey = /kelu(?:_|%5f)[0-9a-z]{8,14}(?:_|%5f)[0-9a-z]{8}/i

export interface ReadToken {
  integrationId: string
  keyId: string
  secret: string
}

export const newIntegrationId = (): string => newId()

/** A key for this integration; the token is shown once and kept nowhere. */
export function newToken(integrationId: string): ReadToken & { token: string } {
  const [keyId, secret] = [newKeyId(), newSecret()]
  return { integrationId, keyId, secret, token: `${prefixOf(integrationId, keyId)}_${secret}` }
}

/** What is shown of a key, to tell it by. */
export const prefixOf = (integrationId: string, keyId: string): string => `kelu_${integrationId}${keyId}`

/** Null for what is no key. */
export function readToken(token: string): ReadToken | null {
  const [, integrationId, keyId, secret] = pattern.exec(token) ?? []
  return integrationId && keyId && secret ? { integrationId, keyId, secret } : null
}

export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Whether a key stands in this text, such as an address. */
export const holdsKey = (text: string): boolean => looksLikeKey.test(text)
