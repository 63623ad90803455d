import { DomainError } from '../errors.ts'
import { withoutInvisible } from '../text/clean-line.ts'

const mainlandMobile = /^1[3-9]\d{9}$/
const foreign = /^\+(?!86)[1-9]\d{7,14}$/

/**
 * E.164 of a number as people type or copy it: 13800000000, +86 138-0000-0000, 0086…, full width, with the signs of
 * direction that a phone's contacts put around it; abroad only with `+` and country code.
 * Throws `identity.malformed` (without the number) for anything else.
 */
export function normalisePhone(typed: string): string {
  const plain = dialled(typed).replace(/^00/, '+')
  const national = plain.replace(/^(\+86|86(?=1\d{10}$))/, '')
  if (mainlandMobile.test(national)) return `+86${national}`
  if (foreign.test(plain)) return plain
  throw new DomainError('identity.malformed', { kind: 'phone', reason: 'not a phone number' })
}

/** What of a written number would be dialled: no blanks, dashes, brackets or dots, digits in their one form. */
function dialled(typed: string): string {
  return withoutInvisible(typed.normalize('NFKC')).replace(/[\s().\p{Pd}\u2212]/gu, '')
}
