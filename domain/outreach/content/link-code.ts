import { randomInt } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Gateways take a code variable of at most six characters. */
export const linkCodeLength = 6

/** A fresh short-link code: 62^6 possibilities, not guessable from another one. */
export function newLinkCode(): string {
  return Array.from({ length: linkCodeLength }, () => alphabet[randomInt(alphabet.length)]).join('')
}
