import { randomBytes } from 'node:crypto'
import { type ContactDays, createContactDays } from './contact-days.ts'
import type { ContactWay } from './contact-ways.ts'
import { createFriendships, type Friendship, type Friendships } from './friendships.ts'
import type { GroupSendHabit, GroupSendTask } from './group-sends.ts'
import { createJsTickets, type JsTickets } from './js-tickets.ts'
import { createKfState, type KfState } from './kf/kf-state.ts'
import type { LeftMember, OwnedGroup, Transfer } from './transfers.ts'

/** The department every corp has. */
export const rootDepartment = 1

export interface Department {
  id: number
  name: string
  /** 0 above the root. */
  parent: number
}

export interface WelcomeCode {
  friendship: Friendship
  issuedAt: Date
  used: boolean
  sending: boolean
}

export interface CorpTag {
  id: string
  name: string
  /** Made by the application, which may rename and delete it; the administrator's it may not. */
  byApp?: true
  createdAt: Date
  order: number
}

export interface TagGroup {
  id: string
  name: string
  createdAt: Date
  order: number
  tags: CorpTag[]
}

/** A card of one call; several members may have received it. */
export interface SentCard {
  taskId: string
  card: Record<string, unknown>
  receivers: Set<string>
  /** Members whose copy was replaced by an update: its buttons are gone. */
  closedFor: Set<string>
  /** What an update put in the card's place, by member. */
  shownTo: Map<string, Record<string, unknown>>
}

export interface ResponseCode {
  card: SentCard
  issuedAt: Date
  used: boolean
}

/** What WeCom remembers. Keys of members are lower case: userids are the same ignoring case. */
export interface WecomState {
  token: { value: string; expiresAt: Date } | undefined
  /** Tokens once given: an old one is expired, an unknown one is bad. */
  pastTokens: Set<string>
  jsTickets: JsTickets
  friendships: Friendships
  contactDays: ContactDays
  departments: Department[]
  welcomeCodes: Map<string, WelcomeCode>
  tagGroups: TagGroup[]
  /** Pairs a tag change is under way for. */
  pairsBeingTagged: Set<string>
  taskIds: Set<string>
  cards: Map<string, SentCard>
  responseCodes: Map<string, ResponseCode>
  /** Uploaded files by their id. */
  media: Map<string, { type: string; expiresAt: Date; file?: { filename: string; bytes: Buffer } }>
  loginCodes: Map<string, { userid: string; issuedAt: Date; used: boolean }>
  /** By config_id. */
  contactWays: Map<string, ContactWay>
  /** 企业群发 by msgid, the oldest first. */
  groupSends: Map<string, GroupSendTask>
  /** When each customer got one, by external_userid. */
  groupSendsGot: Map<string, Date[]>
  /** What members do with the group-sends they are asked to confirm. */
  groupSendHabits: Map<string, GroupSendHabit>
  /** The oldest first. */
  transfers: Transfer[]
  /** By userid, lower case. */
  leftMembers: Map<string, LeftMember>
  /** Customer groups by chat id. */
  ownedGroups: Map<string, OwnedGroup>
  /** When groups of one member were given to another, by both. */
  groupMoves: Map<string, Date[]>
  kf: KfState
}

export function createWecomState(): WecomState {
  return {
    token: undefined,
    pastTokens: new Set(),
    jsTickets: createJsTickets(),
    friendships: createFriendships(),
    contactDays: createContactDays(),
    departments: [{ id: rootDepartment, name: '总部', parent: 0 }],
    welcomeCodes: new Map(),
    tagGroups: [],
    pairsBeingTagged: new Set(),
    taskIds: new Set(),
    cards: new Map(),
    responseCodes: new Map(),
    media: new Map(),
    loginCodes: new Map(),
    contactWays: new Map(),
    groupSends: new Map(),
    groupSendsGot: new Map(),
    groupSendHabits: new Map(),
    transfers: [],
    leftMembers: new Map(),
    ownedGroups: new Map(),
    groupMoves: new Map(),
    kf: createKfState(),
  }
}

export function pairKey(userid: string, externalUserid: string): string {
  return `${userid.toLowerCase()} ${externalUserid}`
}

export function findTag(state: WecomState, id: string): { group: TagGroup; tag: CorpTag } | undefined {
  for (const group of state.tagGroups) {
    const tag = group.tags.find((candidate) => candidate.id === id)
    if (tag) return { group, tag }
  }
  return undefined
}

/** An opaque id such as `et…` for tags, `CALLBACK_CODE…` for welcomes. */
export function newId(prefix: string, bytes = 12): string {
  return `${prefix}${randomBytes(bytes).toString('base64url')}`
}

export function issueResponseCode(state: WecomState, card: SentCard, now: Date): string {
  const code = newId('RC')
  state.responseCodes.set(code, { card, issuedAt: now, used: false })
  return code
}
