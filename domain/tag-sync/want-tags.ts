import type { Customer, Follow } from '../../models/customer.ts'
import { isActive } from '../customers/pair-tags.ts'
import type { TagBook } from './tag-book.ts'

/** What a pair in WeCom lacks of a customer's tags, and has too many. */
export interface PairWants {
  staff: string
  /** Tags of ours. */
  add: string[]
  /** Ids in WeCom. */
  remove: string[]
}

/**
 * What is to be done on the pairs of a customer so that they show what Kelu knows. A tag that came from one pair is not put on the
 * others while that one has it: else nobody could take it off again. What a person took off stays off until Kelu puts the tag on
 * anew, and for ever where WeCom wins.
 */
export function pairWants(
  customer: Customer,
  corp: string,
  book: TagBook,
  off: readonly string[] = [],
): PairWants[] {
  const pairs = customer.follows.filter((follow) => follow.corp === corp && isActive(follow))
  const remove = idsToRemove(customer, pairs, book, off)
  return pairs.map((pair) => ({
    staff: pair.staff,
    add: customer.tags.filter((tag) => isWantedOn(pair, tag, pairs, book)).map(({ name }) => name),
    remove: [...remove],
  }))
}

/** On every pair, whatever is known of it: somebody may have put it on there meanwhile. */
function idsToRemove(customer: Customer, pairs: readonly Follow[], book: TagBook, off: readonly string[]) {
  const names = new Set(customer.tags.map(({ name }) => name))
  const known = pairs.flatMap(({ labels }) => labels?.ids ?? []).map((id) => book.byId.get(id))
  const named = off.map((tag) => book.live(tag))
  return new Set(
    [...known, ...named].flatMap((tag) => (tag && !tag.isGone && !names.has(tag.tag) ? [tag.id] : [])),
  )
}

function isWantedOn(
  pair: Follow,
  tag: Customer['tags'][number],
  pairs: readonly Follow[],
  book: TagBook,
): boolean {
  const booked = book.live(tag.name)
  if (!booked) return !book.isDeleted(tag.name) && tag.from !== 'wecom'
  const has = (follow: Follow) => follow.labels?.ids.includes(booked.id) === true
  if (has(pair) || (tag.from === 'wecom' && pairs.some(has))) return false
  const declined = pair.labels?.declined?.find(({ id }) => id === booked.id)
  return !declined || (booked.wins !== 'wecom' && tag.at > declined.at)
}

export const wantsNothing = ({ add, remove }: PairWants): boolean => add.length === 0 && remove.length === 0
