import type { NotNow } from '../../domain/payments/ports.ts'

/**
 * Error codes of the merchant API v3 (pay.weixin.qq.com/doc/v3/merchant/4012081709). Older pages spell some without underscore, so all
 * are compared without.
 */
export const plainCode = (code: string): string => code.replaceAll('_', '')

/** It may have been done, or will be the next time: the same words again. */
const unclear = new Set(['SYSTEMERROR', 'BANKERROR'])
const limited = new Set(['FREQUENCYLIMITED', 'RATELIMITEXCEEDED'])

/** Between two tries of a call that was not answered. */
const againMs = 5_000
/** Refunds are to wait a minute; the others are not said to. */
const limitedMs = 60_000

/** What an error without a meaning of its own comes to. @param status of HTTP, 0 when there was no answer */
export function notNow(status: number, code: string): NotNow {
  const plain = plainCode(code)
  if (limited.has(plain) || status === 429) return { kind: 'later', afterMs: limitedMs, code }
  // An error that names its cause is an answer; a server error that names none is none.
  const isNamed = (status >= 400 && status < 500) || /^[A-Z]/.test(code)
  return isNamed && !unclear.has(plain) && status !== 0
    ? { kind: 'refused', code }
    : { kind: 'later', afterMs: againMs, code }
}

export const isLimited = (status: number, code: string): boolean =>
  status === 429 || limited.has(plainCode(code))
