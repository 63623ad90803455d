import type { IdentityKey } from '../../models/customer.ts'
import { DomainError } from '../errors.ts'
import { withoutInvisible } from '../text/clean-line.ts'
import type { IdentityClaim } from './contract.ts'
import { normalisePhone } from './phone-number.ts'

const scopePattern = /^[\w.@-]{1,64}$/
// Visible ASCII: what WeChat, WeCom and shops use as ids.
const valuePattern = /^[\x21-\x7e]{1,128}$/

/** The claim in its one spelling: a phone as E.164, an id without what copying brought along. Throws `identity.malformed`. */
export function checkClaim(given: IdentityClaim): IdentityClaim {
  if (given.kind === 'phone') return { ...given, value: normalisePhone(given.value) }
  const claim = { ...given, value: withoutInvisible(given.value) }
  if (!valuePattern.test(claim.value)) throw malformed(claim, 'value')
  if ((claim.kind === 'external' || claim.kind === 'kf') && !scopePattern.test(claim.corp))
    throw malformed(claim, 'corp')
  if (claim.kind === 'openid' && !scopePattern.test(claim.appid)) throw malformed(claim, 'appid')
  if (claim.kind === 'ext' && !scopePattern.test(claim.system)) throw malformed(claim, 'system')
  return claim
}

/** The `_id` under which a checked claim is stored. A phone is only ever its blind index. */
export function keyOfClaim(claim: IdentityClaim, blindIndex: (text: string) => string): IdentityKey {
  switch (claim.kind) {
    case 'unionid':
      return `unionid:${claim.value}`
    case 'external':
      return `external:${claim.corp}:${claim.value}`
    case 'kf':
      return `kf:${claim.corp}:${claim.value}`
    case 'openid':
      return `openid:${claim.appid}:${claim.value}`
    case 'ext':
      return `ext:${claim.system}:${claim.value}`
    case 'phone':
      return `phone:${blindIndex(claim.value)}`
  }
}

function malformed(claim: IdentityClaim, field: string): DomainError {
  return new DomainError('identity.malformed', { kind: claim.kind, field })
}
