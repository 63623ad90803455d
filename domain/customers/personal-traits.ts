import type { Consent, Customer, SealedTrait, TraitValue } from '../../models/customer.ts'
import type { PersonalTrait, PlainTrait } from './contract.ts'
import type { Sealing } from './sealing.ts'

/** What is told and shown instead of personal data. */
export const maskedTrait = '***'

export function isSealedTrait(value: unknown): value is SealedTrait {
  return typeof value === 'object' && value !== null && 'ct' in value
}

/** A trait as events tell it and pages show it. */
export function shownTrait(value: TraitValue): PlainTrait {
  return isSealedTrait(value) ? maskedTrait : value
}

export function isPersonalTrait(value: PlainTrait | PersonalTrait): value is PersonalTrait {
  return typeof value === 'object' && 'personal' in value
}

/**
 * A trait to be kept sealed. The same value under the same words stays as it is, the older proof included: sealed again it
 * would look like a change each time.
 */
export function sealTrait(
  given: PersonalTrait,
  { known, now, seal }: { known: Customer['traits'][string] | undefined; now: Date; seal: Sealing },
): SealedTrait {
  const text = written(given.personal)
  if (isSealedTrait(known) && seal.unseal(known) === text && known.consent?.text === given.consent?.text) {
    return known
  }
  const consent: Omit<Consent, 'state'> | undefined = given.consent && { ...given.consent, at: now }
  return { ...seal.seal(text), ...(consent && { consent }) }
}

/** What was sealed, as rules would have read it. */
export function openTrait(sealed: SealedTrait, seal: Sealing): PlainTrait {
  const value: unknown = JSON.parse(seal.unseal(sealed))
  return typeof value === 'object' && value !== null && 'date' in value
    ? new Date(String(value.date))
    : (value as PlainTrait)
}

function written(value: PlainTrait): string {
  return JSON.stringify(value instanceof Date ? { date: value.toISOString() } : value)
}
