import { isDeepStrictEqual } from 'node:util'
import type { AcceptAct, Channel, ConsentSubject, Customer, Tag } from '../../models/customer.ts'
import { DomainError } from '../errors.ts'
import { cleanLine, withoutInvisible } from '../text/clean-line.ts'
import { addressKey, rememberReach } from './address-reach.ts'
import type { CustomerChange, IdentityClaim, ProfileInput } from './contract.ts'
import { applyFollows } from './follows.ts'
import { keyOfClaim } from './identity-key.ts'
import { mergePairTags } from './pair-tags.ts'
import { isPersonalTrait, isSealedTrait, openTrait, sealTrait } from './personal-traits.ts'
import { normalisePhone } from './phone-number.ts'
import { withPreferences } from './preferences/replace-preferences.ts'
import { addQuiet, checkQuiet, liftQuiet } from './quiet.ts'
import type { Sealing } from './sealing.ts'
import { customerField } from './traits/table.ts'

// Names become paths in the store.
const fieldName = /^[^.$\s]{1,80}$/

/** Refuses what could not be stored: a trait or template name that is no field name, or is that of another field, and a 勿扰 nobody can wish. Throws `request.malformed`. */
export function checkChange(change: CustomerChange, now: Date): void {
  const traits = [...Object.keys(change.setTraits ?? {}), ...Object.keys(change.addToTraits ?? {})]
  const names = [...traits, ...(change.credit ? [change.credit.templateId] : [])]
  for (const name of names) {
    // What every object has, such as `constructor`, would be taken for a value that is already there.
    if (!fieldName.test(name) || name in Object.prototype) {
      throw new DomainError('request.malformed', { name })
    }
  }
  const elsewhere = traits.find((name) => customerField(name)?.at !== undefined)
  if (elsewhere !== undefined) throw new DomainError('request.malformed', { name: elsewhere })
  for (const quiet of [change.quieten, change.unquieten]) if (quiet) checkQuiet(quiet, now)
  if (change.credit && !Number.isSafeInteger(change.credit.by)) {
    throw new DomainError('request.malformed', { field: 'credit.by' })
  }
}

/** Applies a change to a draft. What already is so stays untouched, so that only real changes become events. */
export function applyChange(
  draft: Customer,
  change: CustomerChange,
  {
    now,
    seal,
    isPersonal,
    cause = '',
  }: { now: Date; seal: Sealing; isPersonal(trait: string): boolean; cause?: string },
): void {
  for (const tag of change.addTags ?? []) addTag(draft, { ...tag, at: now })
  if (change.removeTags) draft.tags = draft.tags.filter(({ name }) => !change.removeTags?.includes(name))
  if (change.preferences) draft.tags = withPreferences(draft.tags, change.preferences, now)
  for (const [name, given] of Object.entries({ ...change.setTraits, ...sumsOf(draft, change, seal) })) {
    if (given === null) delete draft.traits[name]
    else if (isPersonalTrait(given) || isPersonal(name)) {
      const personal = isPersonalTrait(given) ? given : { personal: given }
      draft.traits[name] = sealTrait(personal, { known: draft.traits[name], now, seal })
    } else draft.traits[name] = given
  }
  applyConsent(draft, change.setConsent ?? {}, now)
  takeOverConsent(draft, change.takeOverConsent ?? {})
  if (change.setOwner !== undefined) draft.owner = change.setOwner
  if (change.setHomeStore !== undefined) draft.homeStore = change.setHomeStore
  if (change.setProfile) applyProfile(draft, change.setProfile, seal)
  // After the profile: what is said of a channel is said of the address it has now.
  applyReach(draft, change.setReach ?? {}, now, seal)
  applyFollows(draft, change, seal)
  if (change.pairTags) mergePairTags(draft, change.pairTags, now)
  if (change.credit) applyCredit(draft, change.credit)
  // Whoever accepts again is there, whatever an earlier refusal said.
  if ((change.credit?.by ?? 0) > 0 && draft.reach.miniprogram?.state === 'unreachable') {
    applyReach(draft, { miniprogram: { state: 'reachable' } }, now, seal)
  }
  if (change.quieten) addQuiet(draft, change.quieten, { cause, now })
  if (change.unquieten) liftQuiet(draft, change.unquieten)
  if (change.isTest !== undefined) draft.isTest = change.isTest
}

/** A preference that somebody sets by hand is theirs from then on, and so is 勿扰: no refresh and no end takes it away. */
function addTag({ tags }: Customer, tag: Tag): void {
  const place = tags.findIndex(({ name }) => name === tag.name)
  const known = tags[place]
  if (known === undefined) tags.push(tag)
  else if (known.from === 'quiet' || (tag.kind === 'manual' && known.kind === 'preference')) tags[place] = tag
}

/** What is counted becomes, of the numbers there are. */
function sumsOf(
  { traits }: Customer,
  { addToTraits = {} }: CustomerChange,
  seal: Sealing,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(addToTraits).map(([name, by]) => {
      const known = traits[name]
      const value = isSealedTrait(known) ? openTrait(known, seal) : known
      return [name, (typeof value === 'number' ? value : 0) + by]
    }),
  )
}

/** The first proof of the same answer stays. */
function applyConsent(draft: Customer, consents: NonNullable<CustomerChange['setConsent']>, now: Date): void {
  for (const [subject, consent] of Object.entries(consents)) {
    const key = subject as ConsentSubject
    if (draft.consent[key]?.state !== consent.state)
      draft.consent[key] = { ...consent, at: consent.at ?? now }
  }
}

/** A file of members may be older than what they said since. */
function takeOverConsent(draft: Customer, consents: NonNullable<CustomerChange['takeOverConsent']>): void {
  for (const [subject, consent] of Object.entries(consents)) {
    const key = subject as ConsentSubject
    const known = draft.consent[key]?.state
    if (known !== 'refused' && known !== consent.state) draft.consent[key] = consent
  }
}

function applyReach(
  draft: Customer,
  reaches: NonNullable<CustomerChange['setReach']>,
  now: Date,
  seal: Sealing,
): void {
  for (const [name, { of, ...learnt }] of Object.entries(reaches)) {
    const channel = name as Channel
    // A mailbox known since before mailboxes had keys gets its own when something is learnt of it.
    const { email } = draft.profile
    if (channel === 'email' && email) draft.profile.emailKey ??= emailKeyOf(seal.unseal(email), seal)
    const inUse = addressKey(draft, channel)
    const key = of ?? inUse
    const known = key === inUse ? draft.reach[channel] : draft.addressReach?.find((one) => one.key === key)
    if (isDeepStrictEqual({ state: known?.state, reason: known?.reason }, { reason: undefined, ...learnt }))
      continue
    const reach = { ...learnt, at: now }
    if (key !== undefined) rememberReach(draft, key, reach)
    if (key === inUse) draft.reach[channel] = reach
  }
}

/** By which everybody who gave this mailbox is found. */
export function emailKeyOf(email: string, seal: Pick<Sealing, 'blindIndex'>): string {
  return `email:${seal.blindIndex(email.toLowerCase())}`
}

const plainFields = ['nickname', 'avatarUrl', 'region', 'sourceChannel', 'timeZone'] as const

/** Words of strangers, whichever edge they came through: stored clean, and what shows as nothing says nothing. */
function applyProfile(draft: Customer, input: ProfileInput, seal: Sealing): void {
  const { profile } = draft
  for (const field of plainFields) {
    const text = cleanLine(input[field] ?? '')
    if (text !== '') profile[field] = text
  }
  const contact = { email: withoutInvisible(input.email ?? ''), realName: cleanLine(input.realName ?? '') }
  for (const field of ['email', 'realName'] as const) {
    const text = contact[field]
    const known = profile[field]
    // Sealing the same text again would look like a change each time.
    if (!text || (known && seal.unseal(known) === text)) continue
    profile[field] = seal.seal(text)
    if (field === 'email') profile.emailKey = emailKeyOf(text, seal)
  }
  if (input.phone !== undefined) {
    setPhone(draft, { kind: 'phone', value: normalisePhone(input.phone), verified: false }, seal)
  }
}

/** Keeps a checked number in the profile. One that was only typed replaces one the platform proved only when that is dead. */
export function setPhone(
  { profile, reach }: Pick<Customer, 'profile' | 'reach'>,
  claim: IdentityClaim & { kind: 'phone' },
  seal: Sealing,
): void {
  const key = keyOfClaim(claim, seal.blindIndex)
  const isDead = profile.phoneKey !== key && reach.sms?.state === 'unreachable'
  if (profile.phoneVerified && !claim.verified && !isDead) return
  if (profile.phoneKey !== key) profile.phone = seal.seal(claim.value)
  profile.phoneKey = key
  profile.phoneVerified = claim.verified
}

const sameActMs = 10 * 60_000
const actsKept = 20

/** Whether the other side has told of this accept already; remembers it for the other side where it has not. */
function isToldTwice(draft: Customer, act: AcceptAct): boolean {
  const acts = draft.accepts ?? []
  const twin = acts.find(
    ({ templateId, at, toldBy }) =>
      templateId === act.templateId &&
      toldBy !== act.toldBy &&
      Math.abs(at.getTime() - act.at.getTime()) <= sameActMs,
  )
  draft.accepts = twin ? acts.filter((each) => each !== twin) : [...acts, act].slice(-actsKept)
  return twin !== undefined
}

function applyCredit(draft: Customer, { templateId, by, act }: NonNullable<CustomerChange['credit']>): void {
  if (act && isToldTwice(draft, { ...act, templateId })) return
  const credit = Math.max(0, (draft.credits[templateId] ?? 0) + by)
  if (credit !== (draft.credits[templateId] ?? 0)) draft.credits[templateId] = credit
}
