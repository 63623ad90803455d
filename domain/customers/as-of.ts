import { copyDocument } from '../../models/copy-document.ts'
import type {
  Channel,
  Consent,
  Customer,
  Follow,
  Quiet,
  Reach,
  Tag,
  TraitValue,
} from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import { isSameStaff } from './follows.ts'
import { isSealedTrait } from './personal-traits.ts'
import { refreshAtQuietEnd, scopeOf } from './quiet.ts'
import { activity } from './traits/activity.ts'
import { clicks } from './traits/clicks.ts'
import { engagement } from './traits/engagement.ts'
import { interaction } from './traits/interaction.ts'
import { logins } from './traits/logins.ts'
import { ledgerBefore } from './traits/order-ledger.ts'
import { setRefreshAt } from './traits/orders.ts'
import { products } from './traits/products.ts'

/**
 * The customer as rules and gates saw them at `at`, rebuilt from what they are now and from what happened: every change told
 * since is undone, and what is derived from events is what the earlier ones made of it. `events` are all of this person that are
 * kept, by any of their ids. Null before they were known. Two who have become one count as one from the beginning.
 *
 * Not rebuilt, since nobody decides by it: which changes were applied (`recent`, `causes`, `outbox`, `rev`), and the time of
 * the last word on a consent or an address that was given before events are kept. Cap slots are `slotsAsOf` of the touches.
 */
export function customerAsOf(
  present: Customer,
  events: readonly KeluEvent[],
  at: Date,
  rules?: BuyerRules,
): Customer | null {
  if (present.createdAt > at) return null
  const wasHeard = (heardAt: Date) => heardAt <= at
  return rebuilt(present, events, { at, rules, wasHeard, isBefore: ({ receivedAt }) => wasHeard(receivedAt) })
}

/** The same at the moment they became known, before anything else was heard of them. */
export function customerAtFirst(
  present: Customer,
  events: readonly KeluEvent[],
  rules?: BuyerRules,
): Customer {
  return rebuilt(present, events, {
    at: present.createdAt,
    rules,
    wasHeard: (heardAt) => heardAt < present.createdAt,
    isBefore: ({ name }) => name === 'customer.created',
  })
}

interface Moment {
  at: Date
  /** What time alone will change next goes by these. */
  rules: BuyerRules | undefined
  isBefore(event: KeluEvent): boolean
  /** Of orders, which remember by themselves when they were heard of. */
  wasHeard(heardAt: Date): boolean
}

function rebuilt(present: Customer, events: readonly KeluEvent[], moment: Moment): Customer {
  const { at, isBefore, wasHeard } = moment
  const inOrder = [...events].sort(byWhenHeard)
  const before = inOrder.filter(isBefore)
  const since = inOrder.filter((event) => !isBefore(event))
  const customer: Customer = { ...copyDocument(present), outbox: [], recent: [], causes: [], slots: [] }
  for (const event of since.reverse()) undone[event.name]?.(customer, event.props, before)
  refold(customer, since, before)
  customer.follows = followsAt(present.follows, before, at)
  customer.addressReach = present.addressReach?.filter((known) => known.at <= at)
  if (customer.orders) customer.orders = ledgerBefore(customer.orders, wasHeard)
  setRefreshAt(customer, at, moment.rules)
  refreshAtQuietEnd(customer)
  return customer
}

/** Of one commit by their sequence, of others by when we heard. */
function byWhenHeard(a: KeluEvent, b: KeluEvent): number {
  return a.receivedAt.getTime() - b.receivedAt.getTime() || (a.seq ?? 0) - (b.seq ?? 0)
}

type Props = KeluEvent['props']
type Undo = (customer: Customer, props: Props, before: readonly KeluEvent[]) => void

const undone: Record<string, Undo> = {
  'customer.tag_added'({ tags }, { tag }) {
    const place = tags.findIndex(({ name }) => name === tag)
    if (place >= 0) tags.splice(place, 1)
  },
  'customer.tag_removed'({ tags, createdAt }, { tag, kind }, before) {
    const given = lastOf(before, 'customer.tag_added', 'tag', tag)
    tags.push({ name: String(tag), kind: kind as Tag['kind'], at: given?.at ?? createdAt })
  },
  'customer.trait_changed'({ traits }, { trait, old }) {
    const name = String(trait)
    const known = traits[name]
    if (old === null || old === undefined) delete traits[name]
    // Of what is sealed nobody can ask more than whether it is there.
    else if (known === undefined || !isSealedTrait(known)) traits[name] = old as TraitValue
  },
  'customer.consent_changed'(customer, { channel, old }, before) {
    const given = lastOf(before, 'customer.consent_changed', 'channel', channel)
    const state = old as Consent['state'] | null
    const source = String(given?.props.source ?? '')
    setOrDrop(customer.consent, channel, state && { state, at: given?.at ?? customer.createdAt, source })
  },
  'customer.reach_changed'(customer, { channel, old, oldReason }, before) {
    const learnt = lastOf(before, 'customer.reach_changed', 'channel', channel)
    const state = old as Reach['state'] | null
    const reason = oldReason ?? learnt?.props.reason
    const at = learnt?.at ?? customer.createdAt
    setOrDrop(customer.reach, channel, state && { state, at, ...(typeof reason === 'string' && { reason }) })
  },
  'customer.quiet_changed'(customer, { channel, old }, before) {
    const told = lastOf(before, 'customer.quiet_changed', 'channel', channel)
    const others = (customer.quiet ?? []).filter((each) => scopeOf(each) !== channel)
    const earlier = quietAsTold(channel, old, told, customer.createdAt)
    customer.quiet = earlier === null ? others : [...others, earlier]
    if (customer.quiet.length === 0) delete customer.quiet
  },
  'customer.owner_changed'(customer, { old }) {
    if (typeof old === 'string') customer.owner = old
    else delete customer.owner
  },
  'customer.profile_changed'(customer, { field, old }) {
    const { profile } = customer
    if (field === 'homeStore') {
      if (typeof old === 'string') customer.homeStore = old
      else delete customer.homeStore
      return
    }
    if (field === 'isTest') customer.isTest = old === true
    else if (field === 'openid' || field === 'external') {
      if (old === false) drop(customer.ids, (id) => id.startsWith(`${field}:`))
    } else if (field === 'phone' || field === 'email') {
      if (old === false) {
        delete profile[field]
        delete profile[`${field}Key`]
      }
    } else if (old === null) delete profile[field as 'region']
    else profile[field as 'region'] = String(old)
  },
  'customer.credits_changed'({ credits }, { template, old }) {
    const name = String(template)
    if (typeof old === 'number' && old > 0) credits[name] = old
    else delete credits[name]
  },
  'segment.entered'(customer, { segment }) {
    drop(customer.segments, (id) => id === segment)
    moveBack(customer, String(segment))
  },
  'segment.left'(customer, { segment }) {
    customer.segments.push(String(segment))
    moveBack(customer, String(segment))
  },
}

/** As its event tells of it. */
function quietAsTold(
  channel: unknown,
  end: unknown,
  told: KeluEvent | undefined,
  otherwise: Date,
): Quiet | null {
  if (end === null || end === undefined) return null
  const { who, by, from } = told?.props ?? {}
  return {
    ...(channel !== 'all' && { channel: channel as NonNullable<Quiet['channel']> }),
    ...(end instanceof Date && { until: end }),
    at: told?.at ?? otherwise,
    by: { who, id: by, from } as Quiet['by'],
    cause: told?._id ?? '',
  }
}

function lastOf(
  before: readonly KeluEvent[],
  name: string,
  prop: string,
  value: unknown,
): KeluEvent | undefined {
  return before.findLast((event) => event.name === name && event.props[prop] === value)
}

function setOrDrop<T>(record: Partial<Record<Channel, T>>, channel: unknown, value: T | null): void {
  if (value === null) delete record[channel as Channel]
  else record[channel as Channel] = value
}

function drop<T>(list: T[], which: (item: T) => boolean): void {
  for (let place = list.length - 1; place >= 0; place -= 1) if (which(list[place] as T)) list.splice(place, 1)
}

function moveBack(customer: Customer, segment: string): void {
  const moves = (customer.segmentMoves?.[segment] ?? 1) - 1
  customer.segmentMoves = { ...customer.segmentMoves, [segment]: moves }
}

/** What moves with nearly every event is not told as a change: it is what the earlier events make of it. */
const folds = [
  { reducer: activity, traits: ['lastSeenAt'] },
  { reducer: interaction, traits: ['lastInteractionAt'] },
  { reducer: logins, traits: ['lastLoginAt'] },
  { reducer: clicks, traits: ['lastClickAt'] },
  { reducer: products, traits: ['productViews', 'lastViewedProductId', 'lastProductViewAt'] },
] as const

function refold(customer: Customer, since: readonly KeluEvent[], before: readonly KeluEvent[]): void {
  for (const { reducer, traits } of folds) {
    const moving = since.filter((event) => reducer.hears(event))
    if (moving.length === 0) continue
    const views = customer.traits.productViews
    for (const trait of traits) delete customer.traits[trait]
    for (const event of before) if (reducer.hears(event)) reducer.apply(customer, event, event.receivedAt)
    // Counted since they are known, which may be longer than events are kept.
    if (reducer === products && typeof views === 'number') {
      if (views > moving.length) customer.traits.productViews = views - moving.length
      else delete customer.traits.productViews
    }
  }
  if (!since.some((event) => engagement.hears(event))) return
  customer.engagedAt = {}
  for (const event of before) if (engagement.hears(event)) engagement.apply(customer, event, event.receivedAt)
}

/** Friendships as their last event by then left them. */
function followsAt(present: readonly Follow[], before: readonly KeluEvent[], at: Date): Follow[] {
  return present.flatMap((follow) => {
    const told = before.filter(({ name, props }) => {
      const isOfPair = name === 'wecom.friend_added' || name === 'wecom.friend_removed'
      const isOfThem = isOfPair && isSameStaff(String(props.staff), follow.staff)
      return isOfThem || (isHandOver(name) && isOfHandOver(props, follow))
    })
    const { removedAt, removedBy, confirmedAt, ...pair } = follow
    const lasting = confirmedAt !== undefined && confirmedAt <= at ? { ...pair, confirmedAt } : pair
    if (follow.since <= at) {
      return [removedAt !== undefined && removedAt <= at ? { ...lasting, removedAt, removedBy } : lasting]
    }
    const added = told.findLast(
      ({ name, props }) => name === 'wecom.friend_added' || (isHandOver(name) && props.to === follow.staff),
    )
    if (added === undefined) return []
    const ended = told.findLast(
      ({ name, props }) =>
        name === 'wecom.friend_removed' || (isHandOver(name) && props.from === follow.staff),
    )
    const earlier: Follow = { corp: follow.corp, staff: follow.staff, since: added.at }
    if (ended === undefined || ended.at < added.at) return [earlier]
    const by = isHandOver(ended.name) ? 'transfer' : (ended.props.by as Follow['removedBy'])
    return [{ ...earlier, removedAt: ended.at, removedBy: by }]
  })
}

const isHandOver = (name: string): boolean => name === 'wecom.friend_transferred'
const isOfHandOver = (props: KeluEvent['props'], { staff }: Follow): boolean =>
  props.from === staff || props.to === staff
