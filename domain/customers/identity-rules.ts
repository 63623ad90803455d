import type { Customer, IdentityKey } from '../../models/customer.ts'
import type { Identity } from '../../models/identities.ts'
import type { IdentityClaim } from './contract.ts'

/** A checked claim with its key. */
export interface KeyedClaim {
  claim: IdentityClaim
  key: IdentityKey
}

/**
 * What becomes of an id that somebody else (`holder`) already has:
 * merge = the two are one person, move = it is ours now, stay = it remains theirs.
 */
export type Ruling = 'merge' | 'move' | 'stay'

/**
 * Only a unionid or a phone proven by the platform makes two customers one, and never two people with different
 * unionids. An openid or external id that the platform names together with a unionid follows that unionid.
 */
export function ruleOnHolder(dispute: {
  claim: IdentityClaim
  identity: Identity
  holder: Customer
  mainUnionid: IdentityKey | undefined
  /** A unionid stands among the claims. */
  withUnionid: boolean
}): Ruling {
  const { claim, identity, holder, mainUnionid, withUnionid } = dispute
  const different =
    mainUnionid !== undefined && holder.unionid !== undefined && mainUnionid !== holder.unionid
  switch (claim.kind) {
    case 'unionid':
      return different ? 'move' : 'merge'
    case 'phone':
      if (!claim.verified) return 'stay'
      // Somebody logged in who merely typed this number is not proven to be its owner; a lead is nothing but the number.
      if (different || (!identity.verified && knownToPlatform(holder))) return 'move'
      return 'merge'
    case 'openid':
    case 'external':
    case 'kf':
      if (!withUnionid) return 'stay'
      return different ? 'move' : 'merge'
    case 'ext':
      return withUnionid && !different ? 'merge' : 'stay'
  }
}

function knownToPlatform(customer: Customer): boolean {
  return customer.ids.some((id) => /^(unionid|openid|external|kf):/.test(id))
}

/** Strongest first: a unionid, then what a platform or system knows somebody by in the order given, then phones, typed ones last. */
export function byStrength(claims: KeyedClaim[]): KeyedClaim[] {
  return [...claims].sort((a, b) => rank(a.claim) - rank(b.claim))
}

function rank(claim: IdentityClaim): number {
  if (claim.kind === 'unionid') return 0
  if (claim.kind !== 'phone') return 1
  return claim.verified ? 2 : 3
}

/**
 * Whether a claim may say who this is when the stronger ones are unknown. A typed number finds a person only where nobody is
 * logged in: otherwise typing a stranger's number would hand over their profile.
 */
export function mayDecide(claim: IdentityClaim, claims: KeyedClaim[]): boolean {
  if (claim.kind !== 'phone' || claim.verified) return true
  return claims.every((other) => other.claim.kind === 'phone' || other.claim.kind === 'ext')
}

/** Of two customers who are one the older stays. */
export function olderFirst(a: Customer, b: Customer): [survivor: Customer, loser: Customer] {
  const difference = a.createdAt.getTime() - b.createdAt.getTime() || (a._id < b._id ? -1 : 1)
  return difference < 0 ? [a, b] : [b, a]
}
