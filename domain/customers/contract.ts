import type {
  AcceptAct,
  Channel,
  Consent,
  ConsentSubject,
  Customer,
  Follow,
  IdentityKey,
  Quiet,
  QuietBy,
  SealedTrait,
  Tag,
  TraitValue,
} from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { OrderEntry } from '../../models/order-entry.ts'
import type { PairMarking, PairReading } from './pair-tags.ts'
import type { Preference } from './preferences/preferences-of.ts'

/** One id a person is known by. Only a unionid or a phone verified by the platform proves two customers are one. */
export type IdentityClaim =
  | { kind: 'unionid'; value: string }
  | { kind: 'external'; corp: string; value: string }
  /** Of 微信客服. */
  | { kind: 'kf'; corp: string; value: string }
  | { kind: 'openid'; appid: string; value: string }
  /** E.164 */
  | { kind: 'phone'; value: string; verified: boolean }
  | { kind: 'ext'; system: string; value: string }

/** Contact data in clear, sealed before it is stored. Fields that are absent, or show as nothing, stay as they are. */
export interface ProfileInput {
  nickname?: string
  avatarUrl?: string
  region?: string
  sourceChannel?: string
  timeZone?: string
  phone?: string
  email?: string
  realName?: string
}

/** A friendship as WeCom lists it, in clear. What it does not tell is left out. */
export interface ListedFollow {
  corp: string
  staff: string
  since: Date
  /** When WeCom was asked. */
  listedAt: Date
  state?: string
  addWay?: number
  remark?: string
  /** As the member typed them. */
  phones?: string[]
  /** Ids of corp tags. */
  tags?: string[]
}

/** A friendship with remark and numbers in clear. */
export type FollowInClear = Omit<Follow, 'remark' | 'phones'> & { remark?: string; phones?: string[] }

/** Somebody of whom nothing was known by any of these claims, and what is so of them from the beginning. */
export interface Newcomer {
  claims: IdentityClaim[]
  origin: { source: string; at: Date }
  facts: CustomerChange
  /** What happened before, oldest first: kept as history. */
  past: Omit<NewEvent, 'customerId' | 'history'>[]
}

/** An event as an edge reports it; `_id` is what makes a replay harmless. */
export type NewEvent = Omit<KeluEvent, 'seq' | 'receivedAt' | 'cause'>

/** A trait that is not sealed. */
export type PlainTrait = Exclude<TraitValue, SealedTrait>

/** A trait to be sealed, and the words its giver agreed to. */
export interface PersonalTrait {
  personal: PlainTrait
  consent?: { source: string; text: string }
}

/** A change of one customer. Every part that really changes becomes an event with old and new value. */
export interface CustomerChange {
  addTags?: { name: string; kind: Tag['kind'] }[]
  removeTags?: string[]
  /** All preferences there are to be: others go. A tag of that name that is none stays as it is. */
  preferences?: readonly Preference[]
  /** What is declared personal is sealed, said to be so here or not; null takes a trait away. */
  setTraits?: Record<string, PlainTrait | PersonalTrait | null>
  /** Added to the numbers there are, or to 0. */
  addToTraits?: Record<string, number>
  /** `at`: when they said so, where that was elsewhere; absent = now. */
  setConsent?: Partial<Record<ConsentSubject, Omit<Consent, 'at'> & { at?: Date }>>
  /** What somebody answered elsewhere, at that time: a refusal there is stays, and so does the first proof of the same answer. */
  takeOverConsent?: Partial<Record<ConsentSubject, Consent>>
  /** `of`: the key of the address it was learnt of (address-reach.ts); absent = the one in use, whichever that is. */
  setReach?: Partial<Record<Channel, { state: 'reachable' | 'unreachable'; reason?: string; of?: string }>>
  setOwner?: string
  /** Code of a 门店. */
  setHomeStore?: string
  setProfile?: ProfileInput
  addFollow?: Follow
  listedFollow?: ListedFollow
  /** The corp tags of a pair, where it is looked at for the first time (pair-tags.ts). */
  pairTags?: PairReading
  /** A member has another userid from now on. */
  renameStaff?: { corp: string; from: string; to: string }
  /** Ends the friendship unless it is younger than that; `at` is when it happened. */
  endFollow?: { corp: string; staff: string; by: NonNullable<Follow['removedBy']>; at: Date }
  /** Credits gained (+) or spent (-) per subscription template; never below zero. */
  credit?: {
    templateId: string
    by: number
    /** Phone and platform tell of one accept each in their way: the two are one when they are close to each other. */
    act?: Omit<AcceptAct, 'templateId'>
  }
  quieten?: QuietWish
  unquieten?: QuietLift
  isTest?: boolean
}

/** 勿扰 as it is asked for. */
export interface QuietWish {
  channels: 'all' | readonly Channel[]
  until: Date | null
  by: QuietBy
}

/** Which 勿扰 is lifted, and by whom. */
export interface QuietLift {
  channels: 'all' | readonly Channel[]
  by: QuietBy
  /** Which of them; absent = every one, whoever set it. */
  only?: (quiet: Quiet) => boolean
}

/** In which live segments a newcomer is from the beginning, by what is so of them and what happened before. */
export interface Alongside {
  segmentsOf(customer: Customer, past: readonly KeluEvent[]): string[]
}

/** What became of a corp tag in WeCom, for somebody who has it here. */
export interface TagSettlement {
  tag: string
  ids: readonly string[]
  become(tag: Tag): Tag | null
}

/** Told of every event once it has been applied, at least once: must be safe to run twice. */
export type EventListener = (event: KeluEvent, customer: Customer) => Promise<void>

/** Keeps what an event tells whoever it is about; told before any listener, at least once: must be safe to run twice. */
export type EventRecorder = (event: KeluEvent) => Promise<void>

/** Asked when an event is stored and again when it is told. */
export type EventFilter = (event: KeluEvent) => boolean | Promise<boolean>

/** An id, or the whole customer as just read: that saves reading them again. Every write finds out by itself if they have changed since. */
export type Who = string | Customer

export interface Customers {
  /** The person behind these claims, created or merged as the claims prove. A unionid decides, else the first claim that exists, phones last. */
  getOrCreate(
    claims: IdentityClaim[],
    origin: { source: string; at: Date; isTest?: boolean; history?: true },
  ): Promise<Customer>
  /** Adds claims to a customer who is already known (a log-in, a form); merges when that proves two are one. */
  addClaims(who: Who, claims: IdentityClaim[], source: string): Promise<Customer>
  /** Follows `mergedInto`, and finishes a merge it meets half done. Null when there is no such customer. */
  find(customerId: string): Promise<Customer | null>
  findByIdentity(key: IdentityKey): Promise<Customer | null>
  /** Keyed by the ids asked for; losers of a merge give their survivor. */
  findMany(customerIds: string[]): Promise<Map<string, Customer>>
  /**
   * Of each of these people when somebody of one of their ids was erased; null = never. What is told of a time before that, by a
   * list or a file, must not bring them back.
   */
  erasedAt(people: readonly (readonly IdentityClaim[])[]): Promise<(Date | null)[]>
  /** Everybody who gave this number, proven or typed: a refusal from a phone holds for all of them. */
  findByPhone(phone: string): Promise<Customer[]>
  /** Throws `identity.malformed` for a claim that cannot be one. */
  identityKey(claim: IdentityClaim): IdentityKey
  /** Makes events durable (insert, repeats ignored). After this they cannot be lost; nothing has been applied yet. */
  accept(events: NewEvent[]): Promise<void>
  /** Accepts one event, applies it, publishes the changes it caused and tells the listeners. A repeat does nothing more. `known` as in Who. */
  hear(event: NewEvent, known?: Customer): Promise<void>
  /** Applies accepted events now (after the edge has answered). */
  process(eventIds: string[]): Promise<void>
  /** Applies a change once per `cause` (e.g. `runId:stepId:visit`), publishes its events, returns the customer after it. */
  change(who: Who, change: CustomerChange, cause: string): Promise<Customer>
  /**
   * Takes over what was so before we looked: kept in the journal as history, which begins and ends nothing. Nothing is written where
   * nothing changes; a customer handed over must have been read just now. Returns the customer after it, and whether there was
   * anything to learn.
   */
  learn(who: Who, change: CustomerChange): Promise<{ customer: Customer; isNew: boolean }>
  /**
   * Writes many down at once whom nobody knows, with all that is so of them from the beginning, as history. Returns those who turn
   * out to be known by one of their claims: they are for `getOrCreate`.
   */
  bear(people: Newcomer[], alongside: Alongside): Promise<Newcomer[]>
  /** Takes over what was changed on a pair in WeCom (pair-tags.ts); a second reading of the same changes nothing. */
  readPair(who: Who, reading: PairReading): Promise<Customer>
  /** Notes what was put on a pair in WeCom, so that reading it is no news. */
  notePair(who: Who, marking: PairMarking): Promise<Customer>
  /** Calls a tag otherwise at this customer, or takes it off; as it is for who has none of that name. */
  settleTag(customerId: string, settling: TagSettlement): Promise<void>
  /** Works out anew what orders make of somebody: those they carry, and those known elsewhere. What that changes is told. */
  recount(customerId: string, known: readonly OrderEntry[]): Promise<void>
  /**
   * 勿扰, once per `cause`: no marketing over these channels, or over any, before `until`, or for good (null). What was set by another
   * cause stays beside it. Throws `request.malformed` for an end that is over or more than two years away, and for no channel.
   */
  quieten(who: Who, wish: QuietWish, cause: string): Promise<Customer>
  /**
   * Lifts 勿扰 once per `cause`: of these channels what was set of them alone; 'all' lifts every one, and takes the tag 勿扰 off whoever
   * put it on, unless `only` some are meant.
   */
  unquieten(who: Who, wish: QuietLift, cause: string): Promise<Customer>
  /** Spends one subscription credit for `cause`. True when this cause has it (also on a repeat), false when there was none left. */
  spendCredit(customerId: string, templateId: string, cause: string): Promise<boolean>
  /** What happened to this person since then, also before a merge: oldest first, the newest `limit` (500) of these names. */
  history(customer: Customer, names: readonly string[], since: Date, limit?: number): Promise<KeluEvent[]>
  /** Contact data in clear, for sending. */
  reveal(customer: Customer): { phone?: string; email?: string; realName?: string }
  /** Friendships with what members noted of them in clear, for the person themselves. */
  friendsInClear(customer: Customer): FollowInClear[]
  /** What rules would ask as a trait, also where it is sealed: for what is decided in memory, never to be stored or shown. */
  traitInClear(customer: Customer, trait: string): unknown
  /** Contact data as lists show it: 138****0000. */
  masked(customer: Customer): { phone?: string; email?: string; realName?: string }
  /** `wants` leaves out events the listener has no use for; absent = every event. */
  listen(listener: EventListener, wants?: EventFilter): void
  /** Events for books, also those of people who were erased meanwhile; not history. */
  record(recorder: EventRecorder, wants: EventFilter): void
  /** Finishes what a crash left (open events, unpublished outboxes, begun merges) and recomputes what time alone changed. Returns how many it finished. */
  sweep(): Promise<number>
}
