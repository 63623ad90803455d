import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'
import { idAt, timeOfId } from './customer-id-times.ts'

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
const dayMs = 86_400_000
/** Customers read at a time where many are passed over. */
const passedOver = 200
/** So few are all read sooner than those among everybody are found. */
const fewOwned = 5_000

export type CustomerLists = ReturnType<typeof createCustomerLists>

/** Customers in pages, for people who look. Every list follows an index. */
export function createCustomerLists(connection: Connection, few = fewOwned) {
  // Hot: it is asked at every key somebody types.
  const customers = hotPathOf(connection, customerSchema)

  function page(condition: Condition, byName: boolean, limit: number): Promise<Customer[]> {
    return customers
      .find(condition as Filter<Customer>, { projection: { outbox: 0, recent: 0, causes: 0 } })
      .sort(byName ? { 'profile.nickname': 1, _id: 1 } : { _id: -1 })
      .limit(limit)
      .toArray()
  }

  async function end(direction: 1 | -1): Promise<string | null> {
    const [found] = await customers
      .find({}, { projection: { _id: 1 } })
      .sort({ _id: direction })
      .limit(1)
      .toArray()
    return found?._id ?? null
  }

  /**
   * The newest of a tag or segment. The index on a list gives them in no order on every store, so all of a stretch of time are
   * read and put in order: a day first, then ever longer ones, until there are enough.
   */
  async function inStretches(
    condition: Condition,
    after: CustomerPlace | null,
    limit: number,
  ): Promise<Customer[]> {
    const [oldest, newest] = [timeOfId(await end(1)), timeOfId(after?.id ?? (await end(-1)))]
    const found: Customer[] = []
    let until: string | null = after?.id ?? null
    let from = newest
    for (let stretchMs = dayMs; ; stretchMs *= 4) {
      from = from === null || oldest === null ? null : from - stretchMs
      const start: string | null = from === null || oldest === null || from <= oldest ? null : idAt(from)
      const within = { ...(until !== null && { $lt: until }), ...(start !== null && { $gte: start }) }
      const stretch = Object.keys(within).length === 0 ? condition : { ...condition, _id: within }
      found.push(...(await page(stretch, false, limit - found.length)))
      if (start === null || found.length >= limit) return found
      until = start
    }
  }

  async function ownersOf(customerIds: readonly string[]): Promise<Map<string, string>> {
    const found = await customers
      .find({ _id: { $in: [...customerIds] } }, { projection: { owner: 1, mergedInto: 1 } })
      .toArray()
    const became = new Map(found.flatMap(({ _id, mergedInto }) => (mergedInto ? [[_id, mergedInto]] : [])))
    const now = became.size === 0 ? new Map<string, string>() : await ownersOf([...became.values()])
    const owners = found.map(({ _id, owner }): [string, string | undefined] => {
      const other = became.get(_id)
      return [_id, other === undefined ? owner : now.get(other)]
    })
    return new Map(owners.filter((one): one is [string, string] => one[1] !== undefined))
  }

  /** Of who own many, the others are passed over: an index on owners would be read from its beginning for each of them. */
  async function amongAll(
    look: CustomerLook,
    owners: ReadonlySet<string | undefined>,
    after: CustomerPlace | null,
    limit: number,
  ): Promise<Customer[]> {
    const found: Customer[] = []
    for (let place = after; ; ) {
      const people = await list(look, place, passedOver)
      found.push(...people.filter(({ owner }) => owners.has(owner)))
      const last = people.at(-1)
      if (people.length < passedOver || !last || found.length >= limit) return found.slice(0, limit)
      place = { id: last._id, nickname: last.profile.nickname }
    }
  }

  const countOwned = (owners: readonly string[]): Promise<number> =>
    customers.countDocuments({ owner: { $in: [...owners] } })

  async function list(look: CustomerLook, after: CustomerPlace | null, limit: number): Promise<Customer[]> {
    const byName = look.nickname !== undefined
    const all = [conditionOf(look), ...(after ? [behind(after, byName)] : [])]
    if (look.owners === undefined) {
      const isByTag = !byName && (look.tag !== undefined || look.segment !== undefined)
      return isByTag ? inStretches(conditionOf(look), after, limit) : page({ $and: all }, byName, limit)
    }
    const isNarrowed = byName || look.tag !== undefined || look.segment !== undefined
    if (isNarrowed && (await countOwned(look.owners)) > few) {
      return amongAll({ ...look, owners: undefined }, new Set(look.owners), after, limit)
    }
    // One short look per owner: an index gives the order within each, not across them.
    const each = await Promise.all(
      look.owners.map((owner) => page({ $and: [{ owner }, ...all] }, byName, limit)),
    )
    return each
      .flat()
      .sort(byName ? byNickname : byNewest)
      .slice(0, limit)
  }

  return {
    /** The newest first; by nickname where one is looked for. */
    list,

    /** How many are kept, those merged into others included: what the store knows without looking. */
    size: (): Promise<number> => customers.estimatedDocumentCount(),

    /** The first and the last id there is. */
    async ends(): Promise<[first: string | null, last: string | null]> {
      return [await end(1), await end(-1)]
    },

    /** How many are in a live segment. */
    countSegment: (segment: string): Promise<number> =>
      customers.countDocuments({ segments: segment, mergedInto: null as never }),

    /** How many these owners have, those who became somebody else included. */
    countOwned,

    /** Who owns each of these, found where they are now if they became somebody else; nobody = absent. */
    ownersOf,

    /** Everybody who owns customers, as they are stored. */
    async owners(): Promise<string[]> {
      const found = await customers
        .aggregate<{ _id: string }>([
          { $match: { owner: { $gt: '' } } },
          { $group: { _id: '$owner', n: { $sum: 1 } } },
          { $sort: { _id: 1 } },
        ])
        .toArray()
      return found.map(({ _id }) => _id)
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
