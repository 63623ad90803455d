import type { Customer, Follow } from '../../models/customer.ts'
import type { TagPushStore } from '../../models/tag-pushes.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import { activePair, isActive, isAsKnown, type PairReading } from '../customers/pair-tags.ts'
import type { Catalogue } from './catalogue.ts'
import type { TagBook } from './tag-book.ts'
import { pairWants, wantsNothing } from './want-tags.ts'

/** A pair as it was just read from WeCom. */
export interface PairTags {
  staff: string
  /** All corp tags it has. */
  tagIds: readonly string[]
  /** When WeCom was asked. */
  readAt: Date
  /** When somebody changed it, where a callback told of it. */
  at?: Date
  /** The customer handed over was read since: that nothing changed is believed without reading them again. */
  justRead?: true
}

export interface AppliedTags {
  customer: Customer
  /** The pair was marked after WeCom had been asked: it must be read again. */
  isStale: boolean
  /** What this side learnt. */
  changedHere: boolean
  /** Whether the pairs lack something of ours, which was then asked for. */
  changedThere: boolean
}

export type ApplyPairTags = (customer: Customer, pair: PairTags) => Promise<AppliedTags>

/** Rule groups belong to the customer-contact secret: their tags are in no list an application gets (document 92117). */
const isRuleTag = (id: string): boolean => id.startsWith('st')
const unknownKeptMs = 10 * 60_000

/**
 * Takes over what the followers of a customer changed on their pair (domain/customers/pair-tags.ts), and asks for what the pair
 * lacks of ours. Safe to repeat: a second reading of the same changes nothing.
 */
export function createApplyPairTags(deps: {
  corp: string
  catalogue: Catalogue
  pushes: TagPushStore
  customers: Pick<Customers, 'readPair' | 'history'>
  clock: Clock
}): ApplyPairTags {
  const { corp, catalogue, pushes, customers, clock } = deps
  /** Ids no list holds, and when that was seen: not asked for again each time. Real time. */
  const unknown = new Map<string, number>()

  async function bookWith(ids: readonly string[]): Promise<TagBook> {
    const book = await catalogue.book()
    const now = performance.now()
    const isNew = (id: string) => {
      const seenAt = unknown.get(id)
      return !isRuleTag(id) && (seenAt === undefined || now - seenAt > unknownKeptMs)
    }
    if (!ids.some((id) => !book.byId.has(id) && isNew(id))) return book
    const read = await catalogue.refresh()
    for (const id of ids) if (!read.byId.has(id)) unknown.set(id, now)
    return read
  }

  /** When Kelu took off what it has not yet taken off in WeCom: only this can be at odds with what is put on there. */
  async function stillToTakeOff(customer: Customer, book: TagBook): Promise<Map<string, Date>> {
    const names = new Set(customer.tags.map(({ name }) => name))
    const labels = customer.follows.filter(isActive).flatMap((follow) => follow.labels ?? [])
    const open = new Set(
      labels.flatMap(({ ids }) => ids.flatMap((id) => book.byId.get(id) ?? []).map(({ tag }) => tag)),
    )
    for (const name of names) open.delete(name)
    if (open.size === 0) return new Map()
    const since = new Date(Math.min(...labels.map(({ at }) => at.getTime())))
    const removals = await customers.history(customer, ['customer.tag_removed'], since)
    return new Map(
      removals.flatMap(({ props, at }) => (open.has(String(props.tag)) ? [[String(props.tag), at]] : [])),
    )
  }

  return async (customer, { staff, tagIds, readAt, at, justRead }) => {
    const pair = activePair(customer.follows, { corp, staff })
    if (!pair) return { customer, isStale: false, changedHere: false, changedThere: false }
    const book = await bookWith(tagIds)
    const reading: PairReading = {
      corp,
      staff,
      ids: tagIds,
      readAt,
      tagOf: (id) => book.byId.get(id),
      takenOffAt: await stillToTakeOff(customer, book),
      ...(at && { at }),
    }
    const isDone = justRead && isAsKnown(customer, reading)
    const after = isDone ? customer : await customers.readPair(customer, reading)
    const present = activePair(after.follows, { corp, staff })
    const changedThere = !pairWants(after, corp, book).every(wantsNothing)
    if (changedThere) await pushes.ask(after._id, clock.now())
    return {
      customer: after,
      isStale:
        present !== undefined &&
        !hasExactly(
          present,
          tagIds.filter((id) => book.byId.has(id)),
        ),
      changedHere: tagNames(after) !== tagNames(customer),
      changedThere,
    }
  }
}

/** What was read is what is known of the pair: so it is once the reading was taken over. */
function hasExactly({ labels }: Follow, ids: readonly string[]): boolean {
  const known = new Set(labels?.ids)
  return known.size === new Set(ids).size && ids.every((id) => known.has(id))
}

function tagNames({ tags }: Customer): string {
  return JSON.stringify(tags.map(({ name }) => name).sort())
}
