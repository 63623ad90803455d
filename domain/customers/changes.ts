import type { Channel, ConsentSubject, Customer, QuietBy, TraitValue } from '../../models/customer.ts'
import { channels, consentSubjects } from '../../models/customer.ts'
import { isSameDocument } from '../../models/same-document.ts'
import type { EventName } from '../events.ts'
import type { PlainTrait } from './contract.ts'
import { shownTrait } from './personal-traits.ts'
import { type QuietScope, quietIn, quietScopes } from './quiet.ts'
import { traitRule } from './traits/table.ts'

export interface Announcement {
  name: EventName
  props: Record<string, unknown>
}

/**
 * What is worth telling about the difference of two states of one customer, each with old and new value. Comparing the
 * states, rather than noting each change where it is made, is what guarantees that none is forgotten.
 */
export function changesBetween(before: Customer, after: Customer, quietBy?: QuietBy): Announcement[] {
  return [
    ...tagChanges(before, after),
    ...traitChanges(before, after),
    ...consentSubjects.flatMap((subject) => consentChange(before, after, subject)),
    ...channels.flatMap((channel) => reachChange(before, after, channel)),
    ...quietChanges(before, after, quietBy),
    ...ownerChange(before, after),
    ...profileChanges(before, after),
    ...creditChanges(before, after),
  ]
}

function tagChanges(before: Customer, after: Customer): Announcement[] {
  const had = new Set(before.tags.map(({ name }) => name))
  const has = new Set(after.tags.map(({ name }) => name))
  return [
    ...before.tags
      .filter(({ name }) => !has.has(name))
      .map(({ name, kind }) => said('customer.tag_removed', { tag: name, kind })),
    ...after.tags
      .filter(({ name }) => !had.has(name))
      .map(({ name, kind }) => said('customer.tag_added', { tag: name, kind })),
  ]
}

function traitChanges(before: Customer, after: Customer): Announcement[] {
  return [...new Set([...Object.keys(before.traits), ...Object.keys(after.traits)])]
    .filter((trait) => traitRule(trait).announced)
    .filter((trait) => !isSameDocument(before.traits[trait], after.traits[trait]))
    .map((trait) =>
      said('customer.trait_changed', {
        trait,
        old: shown(before.traits[trait]),
        new: shown(after.traits[trait]),
      }),
    )
}

function shown(value: TraitValue | undefined): PlainTrait | null {
  return value === undefined ? null : shownTrait(value)
}

function consentChange(before: Customer, after: Customer, channel: ConsentSubject): Announcement[] {
  const old = before.consent[channel]
  const now = after.consent[channel]
  if (old?.state === now?.state) return []
  const props = { channel, old: old?.state ?? null, new: now?.state ?? null, source: now?.source ?? null }
  return [said('customer.consent_changed', props)]
}

function reachChange(before: Customer, after: Customer, channel: Channel): Announcement[] {
  const old = before.reach[channel]
  const now = after.reach[channel]
  if (old?.state === now?.state && old?.reason === now?.reason) return []
  const props = {
    channel,
    old: old?.state ?? null,
    oldReason: old?.reason ?? null,
    new: now?.state ?? null,
    reason: now?.reason ?? null,
  }
  return [said('customer.reach_changed', props)]
}

/** Of each channel, and of all together, until when it is now. Nobody is named where time ended it. */
function quietChanges(before: Customer, after: Customer, by: QuietBy | undefined): Announcement[] {
  if (before.quiet === after.quiet) return []
  return quietScopes.flatMap((scope) => {
    const [old, now] = [quietEnd(before, scope), quietEnd(after, scope)]
    if (old?.valueOf() === now?.valueOf()) return []
    const props = { channel: scope, old, new: now, ...(by && { who: by.who, by: by.id, from: by.from }) }
    return [said('customer.quiet_changed', props)]
  })
}

function quietEnd({ quiet }: Customer, scope: QuietScope): Date | 'forGood' | null {
  const found = quietIn(quiet ?? [], scope)
  return found === null ? null : (found.until ?? 'forGood')
}

function ownerChange(before: Customer, after: Customer): Announcement[] {
  if (before.owner === after.owner) return []
  return [said('customer.owner_changed', { old: before.owner ?? null, new: after.owner ?? null })]
}

/** What gates and rules ask of the profile: words as they are, of addresses only whether there is one. */
const profileFields = {
  nickname: ({ profile }) => profile.nickname ?? null,
  region: ({ profile }) => profile.region ?? null,
  sourceChannel: ({ profile }) => profile.sourceChannel ?? null,
  timeZone: ({ profile }) => profile.timeZone ?? null,
  phone: ({ profile }) => profile.phone !== undefined,
  email: ({ profile }) => profile.email !== undefined,
  openid: ({ ids }) => ids.some((id) => id.startsWith('openid:')),
  homeStore: ({ homeStore }) => homeStore ?? null,
  // Figures leave out what they did as a test account, and keep what they did before and after.
  isTest: ({ isTest }) => isTest,
  external: ({ ids }) => ids.some((id) => id.startsWith('external:')),
} satisfies Record<string, (customer: Customer) => string | boolean | null>
/** What `customer.profile_changed` may be about. */
export type ProfileField = keyof typeof profileFields

function profileChanges(before: Customer, after: Customer): Announcement[] {
  return Object.entries(profileFields).flatMap(([field, read]) => {
    const [old, now] = [read(before), read(after)]
    return old === now ? [] : [said('customer.profile_changed', { field, old, new: now })]
  })
}

function creditChanges(before: Customer, after: Customer): Announcement[] {
  return [...new Set([...Object.keys(before.credits), ...Object.keys(after.credits)])].flatMap((template) => {
    const [old, now] = [before.credits[template] ?? 0, after.credits[template] ?? 0]
    return old === now ? [] : [said('customer.credits_changed', { template, old, new: now })]
  })
}

function said(name: EventName, props: Record<string, unknown>): Announcement {
  return { name, props }
}
