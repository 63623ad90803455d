import type { TagPrecedence } from '../../models/corp-tags.ts'
import type { Customer, Follow, Tag } from '../../models/customer.ts'
import type { TagSettlement } from './contract.ts'
import { isTagKept } from './kept-tags.ts'

/** What is known of a corp tag. */
export interface KnownCorpTag {
  id: string
  /** What it is called here. */
  tag: string
  wins: TagPrecedence
  /** WeCom has it no longer. */
  isGone: boolean
}

/** The corp tags of one pair as WeCom tells them, and all that is needed to judge what changed. */
export interface PairReading {
  corp: string
  staff: string
  /** Ids of all corp tags the pair has. */
  ids: readonly string[]
  /** Undefined for tags that are not the corp's: a member's own, those of rule groups. */
  tagOf(id: string): KnownCorpTag | undefined
  /** When WeCom was asked: what was marked since makes the reading worthless. */
  readAt: Date
  /** When somebody changed the pair, where a callback told; else it is earlier than whatever Kelu has still to send. */
  at?: Date
  /** When Kelu took off what it has still to take off there, by tag. */
  takenOffAt: ReadonlyMap<string, Date>
}

/** What was just put on a pair in WeCom and taken off it, by ids. */
export interface PairMarking {
  corp: string
  staff: string
  add: readonly string[]
  remove: readonly string[]
}

export const isActive = (follow: Follow): boolean => follow.removedAt === undefined

/** The pair's friendship while it lasts. WeCom compares userids ignoring case. */
export function activePair(
  follows: readonly Follow[],
  { corp, staff }: Pick<Follow, 'corp' | 'staff'>,
): Follow | undefined {
  const userid = staff.toLowerCase()
  return follows.find(
    (follow) => follow.corp === corp && follow.staff.toLowerCase() === userid && isActive(follow),
  )
}

/** Whether the pair was marked or read by somebody else after WeCom was asked. */
export const isStale = ({ labels }: Follow, { readAt }: Pick<PairReading, 'readAt'>): boolean =>
  labels !== undefined && labels.at > readAt

const takenOver = ({ ids, tagOf }: Pick<PairReading, 'ids' | 'tagOf'>): Set<string> =>
  new Set(ids.filter((id) => tagOf(id) !== undefined))

/** Whether a reading tells nothing that is not known of the pair: merging it then changes nothing. */
export function isAsKnown({ follows }: Pick<Customer, 'follows'>, reading: PairReading): boolean {
  const pair = activePair(follows, reading)
  return !pair || isStale(pair, reading) || isSame(new Set(pair.labels?.ids), takenOver(reading))
}

/** Whether a pair other than this one has the tag, as far as is known. */
function hasElsewhere(draft: Customer, but: Follow, id: string): boolean {
  return draft.follows.some((each) => each !== but && isActive(each) && each.labels?.ids.includes(id))
}

/**
 * Applies what somebody changed on a pair since it was last looked at: what they put on, the customer has; what they took off,
 * the customer keeps only while another follower's pair has it or Kelu works it out by itself, and then it is not put on this
 * pair again. Where Kelu changed the same tag meanwhile, the group's precedence decides.
 */
export function mergePairTags(draft: Customer, reading: PairReading, now: Date): void {
  const pair = activePair(draft.follows, reading)
  if (!pair || isAsKnown(draft, reading)) return
  const before = new Set(pair.labels?.ids)
  const has = takenOver(reading)
  const declined = new Map(pair.labels?.declined?.map(({ id, at }) => [id, at]))
  for (const id of has) {
    if (before.has(id)) continue
    declined.delete(id)
    putOn(draft, reading, id, now)
  }
  for (const id of before) {
    if (!has.has(id) && takeOff(draft, reading, pair, id) === 'declined') declined.set(id, reading.at ?? now)
  }
  setLabels(draft, pair, has, declined, now)
}

function putOn(draft: Customer, reading: PairReading, id: string, now: Date): void {
  const known = reading.tagOf(id)
  if (known === undefined || draft.tags.some(({ name }) => name === known.tag)) return
  const takenOffAt = reading.takenOffAt.get(known.tag)
  // Kelu has still to take it off there: both sides have changed it.
  if (takenOffAt !== undefined && keluWins(known.wins, takenOffAt, reading.at)) return
  draft.tags.push({ name: known.tag, kind: 'manual', at: reading.at ?? now, from: 'wecom' })
}

function takeOff(draft: Customer, reading: PairReading, pair: Follow, id: string): 'declined' | undefined {
  const known = reading.tagOf(id)
  const tag = draft.tags.find(({ name }) => name === known?.tag)
  if (!known || !tag) return
  // Put on again by Kelu since both sides agreed.
  const isNewer = pair.labels !== undefined && tag.at > pair.labels.at
  if (isNewer && keluWins(known.wins, tag.at, reading.at)) return
  if (known.isGone) {
    if (leavesWithCorpTag(tag, known.wins)) dropTag(draft, tag)
    return
  }
  if (isTagKept(tag) || hasElsewhere(draft, pair, id)) return 'declined'
  dropTag(draft, tag)
}

/** A tag that came from WeCom goes when it is deleted there; what Kelu put on itself, its rules go by. */
export const leavesWithCorpTag = (tag: Tag, wins: TagPrecedence): boolean =>
  tag.from === 'wecom' && wins !== 'kelu'

function keluWins(wins: TagPrecedence, keluAt: Date, wecomAt: Date | undefined): boolean {
  if (wins !== 'last') return wins === 'kelu'
  return wecomAt === undefined || keluAt > wecomAt
}

function dropTag(draft: Customer, tag: Tag): void {
  draft.tags = draft.tags.filter((each) => each !== tag)
}

/** Notes what WeCom was made to have, so that reading it again changes nothing. */
export function noteMarked(draft: Customer, { add, remove, ...of }: PairMarking, now: Date): void {
  const pair = activePair(draft.follows, of)
  if (!pair) return
  const ids = new Set(pair.labels?.ids)
  const before = new Set(ids)
  const declined = new Map(pair.labels?.declined?.map(({ id, at }) => [id, at]))
  for (const id of add) {
    ids.add(id)
    declined.delete(id)
  }
  for (const id of remove) ids.delete(id)
  if (isSame(before, ids)) return
  setLabels(draft, pair, ids, declined, now)
}

/** What became of a corp tag, at somebody who has it: it is called otherwise, or gone with the ids of it on every pair. */
export function settleCorpTag(draft: Customer, { tag, ids, become }: TagSettlement): void {
  draft.tags = draft.tags.flatMap((each) => {
    const settled = each.name === tag ? become(each) : each
    return settled === null ? [] : [settled]
  })
  if (ids.length === 0) return
  draft.follows = draft.follows.map((follow) => {
    const { labels } = follow
    if (!labels?.ids.some((id) => ids.includes(id))) return follow
    return { ...follow, labels: { ...labels, ids: labels.ids.filter((id) => !ids.includes(id)) } }
  })
}

function setLabels(
  draft: Customer,
  pair: Follow,
  ids: ReadonlySet<string>,
  declined: ReadonlyMap<string, Date>,
  at: Date,
): void {
  const labels = {
    ids: [...ids],
    at,
    ...(declined.size > 0 && { declined: [...declined].map(([id, declinedAt]) => ({ id, at: declinedAt })) }),
  }
  draft.follows = draft.follows.map((each) => (each === pair ? { ...each, labels } : each))
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id))
}
