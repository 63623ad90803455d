import type { Collection, Document, Filter } from 'mongodb'

/** Where a list that is ordered by a moment, then by id, goes on: behind this one. */
export interface After {
  at: Date
  id: string
}

interface Ordered<T> {
  collection: Collection<T & Document>
  where: Filter<T>
  /** An index has `where`'s equalities and then this. */
  field: (keyof T & string) | `${keyof T & string}.${string}`
  direction: 'rising' | 'falling'
  /** Nothing earlier is wanted. */
  from?: Date
  projection?: Document
}

/**
 * The next `limit` documents behind one. The index of the moment serves it: however long the list is, nothing is read but the
 * page, and whoever shares its last moment.
 */
export async function behind<T extends { _id: string }>(
  { collection, where, field, direction, from, projection }: Ordered<T>,
  after: After | null,
  limit: number,
): Promise<T[]> {
  const sign = direction === 'rising' ? 1 : -1
  const bounds = direction === 'rising' ? risingBounds(after, from) : fallingBounds(after, from)
  const find = (more: object, sort: Record<string, 1 | -1>, room: number): Promise<T[]> =>
    collection
      .find({ ...where, ...more } as Filter<T & Document>, { projection })
      .sort(sort)
      .limit(room)
      .toArray() as unknown as Promise<T[]>
  const sharing = (at: Date, beyond: string | null, room: number) =>
    room <= 0 ? [] : find({ [field]: at, ...(beyond !== null && { _id: { $gt: beyond } }) }, { _id: 1 }, room)

  const rows = after === null ? [] : await sharing(after.at, after.id, limit)
  if (rows.length >= limit) return rows
  const later = await find({ [field]: bounds }, { [field]: sign }, limit - rows.length)
  const last = later.at(-1)
  if (last === undefined) return rows
  const lastAt = momentOf(last, field)
  const before = later.filter((row) => momentOf(row, field).getTime() !== lastAt.getTime())
  before.sort((a, b) => sign * (momentOf(a, field).getTime() - momentOf(b, field).getTime()) || byId(a, b))
  // The index gives those of one moment in any order: those of the last are read anew, by their ids.
  return [...rows, ...before, ...(await sharing(lastAt, null, limit - rows.length - before.length))]
}

/** Times alone, whatever is asked: a document without the moment stands in no such list. */
const everFrom = new Date(0)
const risingBounds = (after: After | null, from: Date = everFrom) =>
  after === null ? { $gte: from } : { $gt: after.at }
const fallingBounds = (after: After | null, from: Date = everFrom) => ({
  ...(after !== null && { $lt: after.at }),
  $gte: from,
})

function momentOf(row: object, field: string): Date {
  const moment = field.split('.').reduce<unknown>((part, name) => (part as Document | undefined)?.[name], row)
  if (!(moment instanceof Date)) throw new TypeError(`${field} is no moment`)
  return moment
}

const byId = (a: { _id: string }, b: { _id: string }): number => (a._id < b._id ? -1 : 1)
