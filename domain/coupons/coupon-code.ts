import { createHmac } from 'node:crypto'

// Without 0, 1, I and O, which people misread: 32 letters, so five bits each.
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

const guardLetters = 6

/**
 * The code of a batch's n-th coupon: the number (so two are never the same) and six letters of a keyed digest (so that
 * nobody guesses the neighbour's). Always the same for the same number.
 */
export function couponCode(
  key: string | Uint8Array,
  batchId: string,
  prefix: string,
  number: number,
): string {
  return `${prefix}-${inLetters(number)}${guardOf(key, `coupon:${batchId}:${number}`)}`
}

/** The code of a coupon that is none, for a test account. Always the same for the same cause. */
export function testCode(key: string | Uint8Array, cause: string): string {
  return `TEST-${guardOf(key, `test coupon:${cause}`)}`
}

function guardOf(key: string | Uint8Array, what: string): string {
  const digest = createHmac('sha256', key).update(what).digest()
  return Array.from(digest.subarray(0, guardLetters), (byte) => alphabet[byte % alphabet.length]).join('')
}

function inLetters(number: number): string {
  let text = ''
  for (let rest = number; rest > 0 || text === ''; rest = Math.floor(rest / alphabet.length)) {
    text = alphabet[rest % alphabet.length] + text
  }
  return text
}
