import {
  collectionOf,
  date,
  flag,
  listOf,
  mixed,
  number,
  optionalListOf,
  optionalMixed,
  partOf,
  text,
} from './collection.ts'
import type { KeluEvent } from './event.ts'
import { type OrderEntry, orderEntry } from './order-entry.ts'
import { type Sealed, sealed } from './sealed.ts'

/**
 * Ways a message can go. `welcome` is the one answer to a new friendship, within 20 s of its code; `wecom` a friend reached
 * by a group-send that staff confirm; `kf` somebody who wrote to 微信客服 within 48 hours. A mini-program pop-up is a message kind of its own and never chosen by `auto`.
 */
export const channels = ['welcome', 'wecom', 'kf', 'miniprogram', 'popup', 'sms', 'email'] as const
export type Channel = (typeof channels)[number]

export type RelationChannel = Exclude<Channel, 'welcome'>

/** Whose consent, reach and habit count for a channel: a welcome is read in the same chat as everything in WeCom. */
export function relationOf(channel: Channel): RelationChannel {
  return channel === 'welcome' ? 'wecom' : channel
}

/**
 * What somebody may agree to or refuse: being written to over a channel, marketing that is made for them (个性化), and for a child
 * under 14 their guardian to any marketing at all.
 */
export const consentSubjects = [...channels, 'individualisation', 'guardian'] as const
export type ConsentSubject = (typeof consentSubjects)[number]

/** `unionid:…` · `external:<corp>:…` · `kf:<corp>:…` · `openid:<appid>:…` · `phone:<blind index>` · `ext:<system>:…` */
export type IdentityKey = string

/** A trait that is personal data, and the agreement it was given with where its declaration asks for one. */
export interface SealedTrait extends Sealed {
  consent?: Omit<Consent, 'state'>
}

export type TraitValue = string | number | boolean | Date | string[] | SealedTrait

/** Why somebody has a preference tag. */
export interface TagReason {
  /** The version of the rule, `<id>@<number>`. */
  rule: string
  /** What the rule goes by. */
  evidence: 'discountedOrders' | 'promotionClicks' | 'categories' | 'topics'
  /** What it looked at: from this instant on, up to but without `until`. */
  from: Date
  until: Date
  /** How many spoke for it, of how many. */
  count: number
  of: number
  /** 0 to 1; of a category that of the scores. */
  share: number
  /** Of a category: its deeds, weighted. */
  score?: number
  /** Of orders: the part of the full price that was taken off. */
  discountShare?: number
  /** Ids of up to three events that speak for it, newest first. */
  events: string[]
}

export interface Tag {
  name: string
  /**
   * base = synced from a source, rule = derived from behaviour or a journey, preference = found by the rules of preferences and
   * replaced at each refresh, manual = set by a person.
   */
  kind: 'base' | 'rule' | 'preference' | 'manual'
  at: Date
  /**
   * wecom = put on in WeCom, by whoever: the pairs that have it there are where it comes from. quiet = stands for a 勿扰 over every
   * channel, and goes when that ends.
   */
  from?: 'wecom' | 'quiet'
  /** Of a preference. */
  reason?: TagReason
}

export interface Consent {
  state: 'granted' | 'refused'
  at: Date
  source: string
  /** The words the person agreed to, or the version of them, kept as proof. */
  text?: string
  /** Which version of the words it was, where whoever told it keeps count. */
  textVersion?: string
  /** Where it is written down that they did, where that was not here. */
  evidence?: string
}

/** Where somebody asked for 勿扰, or lifted it. */
export const quietPlaces = ['customerPage', 'taskPage', 'taskResult', 'sidebar'] as const
export type QuietPlace = (typeof quietPlaces)[number]

/** Who asked for 勿扰, or lifted it: a member of the page by their id, or one of the staff by their userid. */
export interface QuietBy {
  who: 'member' | 'staff'
  id: string
  from: QuietPlace
}

/** 勿扰: no marketing over one channel, or over any. What was set by different causes stands side by side. */
export interface Quiet {
  /** Absent = over every channel. */
  channel?: RelationChannel
  /** The first instant it no longer holds; absent = for good. */
  until?: Date
  at: Date
  by: QuietBy
  /** What it was set by, once. */
  cause: string
}

export interface Reach {
  state: 'reachable' | 'unreachable'
  reason?: string
  at: Date
}

export interface AddressReach extends Reach {
  /** `phoneKey`, `emailKey` or the identity key of an openid. */
  key: string
}

/** Corp tags of one pair of salesperson and customer, by their ids in WeCom. */
export interface PairLabels {
  /** Those the pair had when Kelu last looked or marked: whatever differs since, somebody else has changed. */
  ids: string[]
  /** When `ids` was last written. */
  at: Date
  /** Those a person took off while the customer kept the tag: not put there again by what was true then. */
  declined?: { id: string; at: Date }[]
}

/** A friendship between this customer and one salesperson. */
export interface Follow {
  corp: string
  staff: string
  since: Date
  /** The last event that told of it as lasting, where that was not the first. */
  confirmedAt?: Date
  state?: string
  /** How it began, by WeCom's number for that. */
  addWay?: number
  /** What the member calls the customer. */
  remark?: Sealed
  /** Numbers the member noted: nobody proved them, so nothing is sent there and nobody is found by them. */
  phones?: Sealed[]
  removedBy?: 'customer' | 'staff' | 'transfer'
  removedAt?: Date
  /** Absent before anything was read or marked. */
  labels?: PairLabels
}

/** A refund asked for or a complaint: open while nothing later than its last opening has closed it. */
export interface Case {
  /** `complaint:<its number>`, `refund:<its number>`, or `refund:order:<order id>` where the shop gave none. */
  key: string
  orderId?: string
  openedAt?: Date
  closedAt?: Date
}

/** One message that counts towards the caps. */
export interface Slot {
  touch: string
  at: Date
  /** The one it goes over, or was last tried on; absent on those of the first releases. */
  channel?: Channel
  /** Of its message, where that has one. */
  category?: string
}

/** An accept of a subscription template that only one side has told of so far. */
export interface AcceptAct {
  templateId: string
  at: Date
  toldBy: 'phone' | 'platform'
}

/** A message that waits for its slot and goes before those of lower priority. */
export interface SlotClaim {
  touch: string
  journey: string
  priority: number
  /** When it asks for its slot. */
  at: Date
}

/** One person. Fields marked "journal" change only together with an event in `outbox`. */
export interface Customer {
  _id: string
  /** Number of the last own change event. */
  seq: number
  /** Counts every write of profile, journal and merge: the compare-and-set guard. Cap slots, segments and the open task have their own. */
  rev?: number
  ids: IdentityKey[]
  /** The one unionid of this person, set once: two different ones never become one customer. */
  unionid?: IdentityKey
  profile: {
    nickname?: string
    avatarUrl?: string
    region?: string
    sourceChannel?: string
    timeZone?: string
    registeredAt: Date
    phone?: Sealed
    /** Identity key of `phone`, by which everybody who gave this number is found. */
    phoneKey?: IdentityKey
    /** True when the platform proved the phone; a typed one stays false. */
    phoneVerified?: boolean
    email?: Sealed
    /** Keyed digest of `email`, to tell two mailboxes apart. */
    emailKey?: string
    realName?: Sealed
  }
  /** journal */
  tags: Tag[]
  /** journal */
  traits: Record<string, TraitValue>
  /** journal */
  consent: Partial<Record<ConsentSubject, Consent>>
  /** journal: of the address in use; of WeCom that of the friendships */
  reach: Partial<Record<Channel, Reach>>
  /** journal: 勿扰 as it was asked for; one over every channel is told of by the tag 勿扰, too. What is over is dropped. */
  quiet?: Quiet[]
  /** What was learnt of single addresses by their key, newest first: a phone, a mailbox, an openid. */
  addressReach?: AddressReach[]
  follows: Follow[]
  /** journal: userid of the salesperson who owns the relation (专属导购) */
  owner?: string
  /** journal: code of the 门店 they belong to */
  homeStore?: string
  isTest: boolean
  /** Last time the customer opened or clicked something on a channel; what `auto` ranks by. */
  engagedAt: Partial<Record<Channel, Date>>
  /** Subscription-message credits per template id (one accept = one send). */
  credits: Record<string, number>
  /** Newest last: accepts that the other side may tell of, too. */
  accepts?: AcceptAct[]
  openTaskId?: string
  /** Newest first: the messages that count towards the caps. */
  slots: Slot[]
  /** Messages that slots are kept free for. */
  slotClaims?: SlotClaim[]
  /** Live segments this customer is in. */
  segments: string[]
  /** How often each live segment was entered or left. It numbers those events, so that all who find out at once tell the same one. */
  segmentMoves?: Record<string, number>
  /** Ids of recently applied events: a replay counts nothing twice. */
  recent: string[]
  /** Causes of recently applied changes; apart from `recent`, so that a burst of events cannot push them out. */
  causes?: string[]
  /** The newest orders, newest first: what all that orders say of a customer is computed from. */
  orders?: OrderEntry[]
  /** Refunds asked for and complaints, newest first; those that ended too, so that what is heard late opens none again. */
  cases?: Case[]
  /** When time alone next changes something: an order leaves the 365 days, a 勿扰 ends. */
  refreshAt?: Date
  /** Own change events not yet published. */
  outbox: KeluEvent[]
  mergedInto?: string
  mergedFrom: string[]
  /** A merge that was begun: this customer takes over these. */
  merging?: string[]
  createdAt: Date
}

export const customerSchema = collectionOf<Customer>('customers', {
  _id: text,
  seq: number,
  rev: Number,
  ids: listOf(String),
  unionid: String,
  profile: partOf<Customer['profile']>({
    nickname: String,
    avatarUrl: String,
    region: String,
    sourceChannel: String,
    timeZone: String,
    registeredAt: date,
    phone: sealed,
    phoneKey: String,
    phoneVerified: Boolean,
    email: sealed,
    emailKey: String,
    realName: sealed,
  }),
  tags: listOf(
    partOf<Tag>({
      name: text,
      kind: text,
      at: date,
      from: String,
      reason: partOf<TagReason>({
        rule: text,
        evidence: text,
        from: date,
        until: date,
        count: number,
        of: number,
        share: number,
        score: Number,
        discountShare: Number,
        events: listOf(String),
      }),
    }),
  ),
  traits: mixed,
  consent: mixed,
  reach: mixed,
  quiet: optionalListOf(
    partOf<Quiet>({
      channel: String,
      until: Date,
      at: date,
      by: partOf<QuietBy>({ who: text, id: text, from: text }),
      cause: text,
    }),
  ),
  addressReach: optionalListOf(partOf<AddressReach>({ key: text, state: text, reason: String, at: date })),
  follows: listOf(
    partOf<Follow>({
      corp: text,
      staff: text,
      since: date,
      confirmedAt: Date,
      state: String,
      addWay: Number,
      remark: sealed,
      phones: optionalListOf(sealed),
      removedBy: String,
      removedAt: Date,
      labels: partOf<PairLabels>({
        ids: listOf(String),
        at: date,
        declined: optionalListOf(partOf<NonNullable<PairLabels['declined']>[number]>({ id: text, at: date })),
      }),
    }),
  ),
  owner: String,
  homeStore: String,
  isTest: flag,
  engagedAt: mixed,
  credits: mixed,
  accepts: optionalListOf(partOf<AcceptAct>({ templateId: text, at: date, toldBy: text })),
  openTaskId: String,
  slots: listOf(partOf<Slot>({ touch: text, at: date, channel: String, category: String })),
  slotClaims: optionalListOf(partOf<SlotClaim>({ touch: text, journey: text, priority: number, at: date })),
  segments: listOf(String),
  segmentMoves: optionalMixed,
  recent: listOf(String),
  causes: optionalListOf(String),
  orders: optionalListOf(orderEntry),
  cases: optionalListOf(partOf<Case>({ key: text, orderId: String, openedAt: Date, closedAt: Date })),
  refreshAt: Date,
  outbox: listOf(optionalMixed),
  mergedInto: String,
  mergedFrom: listOf(String),
  merging: optionalListOf(String),
  createdAt: date,
})
customerSchema.index({ 'outbox.receivedAt': 1 })
customerSchema.index({ merging: 1 })
customerSchema.index({ refreshAt: 1 })
customerSchema.index({ 'profile.phoneKey': 1 })
customerSchema.index({ 'profile.emailKey': 1 })
// With `_id`, because audiences are read in pages by it.
customerSchema.index({ 'tags.name': 1, _id: 1 })
customerSchema.index({ segments: 1, _id: 1 })
// Of lists for people.
customerSchema.index({ owner: 1, _id: 1 })
customerSchema.index({ 'follows.state': 1 })
// Of the friends of one member.
customerSchema.index({ 'follows.staff': 1, _id: 1 })
customerSchema.index({ 'profile.nickname': 1, _id: 1 })
// Of counts.
customerSchema.index({ segments: 1, mergedInto: 1, _id: 1 })
