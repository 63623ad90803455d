import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'

/** Which customers a list shows; what is left out narrows nothing. */
export interface CustomerLook {
  /** Only those of these owners, as they are stored. */
  owners?: readonly string[]
  tag?: string
  /** A live segment. */
  segment?: string
  isTest?: boolean
  /** How the nickname begins. */
  nickname?: string
}

/** The last customer of the page before. */
export interface CustomerPlace {
  id: string
  nickname?: string
}

/** After every text that begins with it. */
const afterAll = '\u{10ffff}'
const mostOwners = 5_000

export type CustomerLists = ReturnType<typeof createCustomerLists>

/** Customers in pages, for people who look. Every list follows an index. */
export function createCustomerLists(connection: Connection) {
  // Hot: it is asked at every key somebody types.
  const customers = hotPathOf(connection, customerSchema)

  function page(condition: Condition, byName: boolean, limit: number): Promise<Customer[]> {
    return customers
      .find(condition as Filter<Customer>, { projection: { outbox: 0, recent: 0, causes: 0 } })
      .sort(byName ? { 'profile.nickname': 1, _id: 1 } : { _id: -1 })
      .limit(limit)
      .toArray()
  }

  return {
    /** The newest first; by nickname where one is looked for. */
    async list(look: CustomerLook, after: CustomerPlace | null, limit: number): Promise<Customer[]> {
      const byName = look.nickname !== undefined
      const all = [conditionOf(look), ...(after ? [behind(after, byName)] : [])]
      if (look.owners === undefined) return page({ $and: all }, byName, limit)
      // One short look per owner: an index gives the order within each, not across them.
      const each = await Promise.all(
        look.owners.map((owner) => page({ $and: [{ owner }, ...all] }, byName, limit)),
      )
      return each
        .flat()
        .sort(byName ? byNickname : byNewest)
        .slice(0, limit)
    },

    /** How many are kept, those merged into others included: what the store knows without looking. */
    size: (): Promise<number> => customers.estimatedDocumentCount(),

    /** The first and the last id there is. */
    async ends(): Promise<[first: string | null, last: string | null]> {
      const end = async (direction: 1 | -1) => {
        const [found] = await customers
          .find({}, { projection: { _id: 1 } })
          .sort({ _id: direction })
          .limit(1)
          .toArray()
        return found?._id ?? null
      }
      return [await end(1), await end(-1)]
    },

    /** How many are in a live segment. */
    countSegment: (segment: string): Promise<number> =>
      customers.countDocuments({ segments: segment, mergedInto: null as never }),

    /** Everybody who owns customers, as they are stored. */
    async owners(): Promise<string[]> {
      const found: string[] = []
      while (found.length < mostOwners) {
        const [next] = await customers
          .find({ owner: { $gt: found.at(-1) ?? '' } }, { projection: { owner: 1, _id: 0 } })
          .sort({ owner: 1 })
          .limit(1)
          .toArray()
        if (next?.owner === undefined) break
        found.push(next.owner)
      }
      return found
    },
  }
}

type Condition = Record<string, unknown>

function conditionOf({ tag, segment, isTest, nickname }: CustomerLook): Condition {
  return {
    mergedInto: null,
    ...(tag !== undefined && { 'tags.name': tag }),
    ...(segment !== undefined && { segments: segment }),
    ...(isTest !== undefined && { isTest }),
    ...(nickname !== undefined && {
      'profile.nickname': { $gte: nickname, $lt: `${nickname}${afterAll}` },
    }),
  }
}

function behind({ id, nickname }: CustomerPlace, byName: boolean): Condition {
  if (!byName) return { _id: { $lt: id } }
  const name = nickname ?? ''
  return {
    'profile.nickname': { $gte: name },
    $or: [{ 'profile.nickname': { $gt: name } }, { 'profile.nickname': name, _id: { $gt: id } }],
  }
}

const byNewest = (a: Customer, b: Customer): number => (a._id < b._id ? 1 : -1)

function byNickname(a: Customer, b: Customer): number {
  const [one, other] = [a.profile.nickname ?? '', b.profile.nickname ?? '']
  if (one === other) return a._id < b._id ? -1 : 1
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
