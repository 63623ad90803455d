import type { Channel, Consent, ConsentSubject, Customer, Follow, Reach, Tag } from '../../models/customer.ts'
import { channels } from '../../models/customer.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import { uniteReach } from './address-reach.ts'
import { lastToldOf } from './follows.ts'
import { uniteQuiet } from './quiet.ts'
import { refreshCases, uniteCases } from './traits/cases.ts'
import { uniteLedgers } from './traits/order-ledger.ts'
import { refreshOrderTraits } from './traits/orders.ts'
import { addRuleTags } from './traits/rule-tags.ts'
import { traitRule } from './traits/table.ts'

/**
 * Makes `draft`, the survivor, hold what both knew. Nothing is lost: lists unite, credits add up, each trait goes by its
 * rule (traits/table.ts), and of two consents the stricter wins. Single values of the survivor stay.
 */
export function unite(draft: Customer, loser: Customer, now: Date, rules?: BuyerRules): void {
  const before = structuredClone(draft)
  draft.ids = [...new Set([...draft.ids, ...loser.ids])]
  const unionid = draft.unionid ?? loser.unionid
  if (unionid) draft.unionid = unionid
  draft.profile = uniteProfiles(draft.profile, loser.profile)
  draft.tags = uniteTags(draft.tags, loser.tags)
  uniteTraits(draft, loser, now, rules)
  for (const channel of channels) uniteChannel(draft, loser, channel)
  uniteConsent(draft, loser, 'individualisation')
  uniteConsent(draft, loser, 'guardian')
  draft.quiet = uniteQuiet(draft.quiet, loser.quiet)
  uniteReach(before, draft, loser)
  draft.follows = uniteFollows(draft.follows, loser.follows)
  for (const [template, count] of Object.entries(loser.credits)) {
    draft.credits[template] = (draft.credits[template] ?? 0) + count
  }
  if (loser.accepts) draft.accepts = [...(draft.accepts ?? []), ...loser.accepts]
  if (!draft.owner && loser.owner) draft.owner = loser.owner
  if (!draft.homeStore && loser.homeStore) draft.homeStore = loser.homeStore
  // A tester who turns out to be a customer is a customer: nobody real may be left out of the figures.
  draft.isTest = draft.isTest && loser.isTest
  addRuleTags(draft, now)
}

/**
 * Of one name that of the survivor, unless it is but a preference where somebody had set the other by hand, or goes with a 勿扰
 * where the other stays.
 */
function uniteTags(ours: Tag[], theirs: Tag[]): Tag[] {
  const byHand = new Map(theirs.filter(({ kind }) => kind === 'manual').map((tag) => [tag.name, tag]))
  const lasting = new Map(theirs.filter(({ from }) => from !== 'quiet').map((tag) => [tag.name, tag]))
  const names = new Set(ours.map(({ name }) => name))
  return [
    ...ours.map((tag) => {
      if (tag.kind === 'preference') return byHand.get(tag.name) ?? tag
      return tag.from === 'quiet' ? (lasting.get(tag.name) ?? tag) : tag
    }),
    ...theirs.filter(({ name }) => !names.has(name)),
  ]
}

function uniteProfiles(survivor: Customer['profile'], loser: Customer['profile']): Customer['profile'] {
  const registeredAt = survivor.registeredAt < loser.registeredAt ? survivor.registeredAt : loser.registeredAt
  const united = { ...loser, ...survivor, registeredAt }
  // A mailbox and its key belong together.
  if (survivor.email && !survivor.emailKey) delete united.emailKey
  const provenPhone = !survivor.phoneVerified && loser.phoneVerified
  if (provenPhone || !survivor.phone) takePhone(united, loser)
  return united
}

/** A number, its key and whether it is proven belong together. */
function takePhone(profile: Customer['profile'], from: Customer['profile']): void {
  for (const field of ['phone', 'phoneKey', 'phoneVerified'] as const) {
    if (from[field] === undefined) delete profile[field]
    else Object.assign(profile, { [field]: from[field] })
  }
}

function uniteTraits(draft: Customer, loser: Customer, now: Date, rules?: BuyerRules): void {
  for (const [trait, theirs] of Object.entries(loser.traits)) {
    const ours = draft.traits[trait]
    draft.traits[trait] = ours === undefined ? theirs : traitRule(trait).unite(ours, theirs)
  }
  if (draft.cases || loser.cases) {
    draft.cases = uniteCases(draft.cases ?? [], loser.cases ?? [])
    refreshCases(draft)
  }
  if (!draft.orders && !loser.orders) return
  draft.orders = uniteLedgers(draft.orders ?? [], loser.orders ?? [])
  refreshOrderTraits(draft, now, rules)
}

function uniteConsent(draft: Customer, loser: Customer, subject: ConsentSubject): void {
  const consent = stricter(draft.consent[subject], loser.consent[subject])
  if (consent) draft.consent[subject] = consent
}

function uniteChannel(draft: Customer, loser: Customer, channel: Channel): void {
  uniteConsent(draft, loser, channel)
  const reach = newer(draft.reach[channel], loser.reach[channel])
  if (reach) draft.reach[channel] = reach
  const ours = draft.engagedAt[channel]
  const theirs = loser.engagedAt[channel]
  if (theirs && (!ours || theirs > ours)) draft.engagedAt[channel] = theirs
}

/** A refusal beats a grant; of two alike the first stays, as the older proof. */
function stricter(a: Consent | undefined, b: Consent | undefined): Consent | undefined {
  if (!a || !b) return a ?? b
  if (a.state !== b.state) return a.state === 'refused' ? a : b
  return b.at < a.at ? b : a
}

function newer(a: Reach | undefined, b: Reach | undefined): Reach | undefined {
  if (!a || !b) return a ?? b
  return b.at > a.at ? b : a
}

/** One friendship per salesperson, as it was told of last. */
function uniteFollows(ours: Follow[], theirs: Follow[]): Follow[] {
  const united = new Map<string, Follow>()
  for (const follow of [...ours, ...theirs]) {
    const key = `${follow.corp}:${follow.staff.toLowerCase()}`
    const known = united.get(key)
    if (!known || lastToldOf(follow) > lastToldOf(known)) united.set(key, follow)
  }
  return [...united.values()]
}
