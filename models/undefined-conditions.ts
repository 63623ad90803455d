import type { Collection } from 'mongodb'

/**
 * Makes a collection refuse an `undefined` in a condition. The connection leaves undefined fields out of whatever it
 * sends: in a document that means "none", but a condition that vanishes matches everybody.
 *
 * Models run their queries through the same object as `Model.collection`, so both are covered. Conditions are filters,
 * aggregation stages and what `$pull` takes away.
 * @throws TypeError at the call, naming collection, method and path
 */
export function refuseUndefinedIn(collection: Collection): void {
  for (const [method, conditionsOf] of Object.entries(conditions)) {
    const own = collection[method as keyof Collection] as (...args: unknown[]) => unknown
    const guarded = (...args: never[]) => {
      const hole = holeIn(conditionsOf(...args))
      if (hole === null) return own.apply(collection, args)
      const place = `${collection.collectionName}.${method}`
      throw new TypeError(`${place}: undefined at ${hole.join('.')} would drop this condition`)
    }
    Object.defineProperty(collection, method, { value: guarded, configurable: true })
  }
}

type Update = { $pull?: unknown } | undefined
type BulkWrite = Record<string, { filter?: unknown; update?: Update }>

const filter = (filter: unknown = {}) => filter
const filterAndPull = (filter: unknown = {}, update: Update) => ({ filter, $pull: update?.$pull ?? {} })

/** What of a method's arguments are conditions. */
const conditions: Record<string, (...args: never[]) => unknown> = {
  find: filter,
  findOne: filter,
  countDocuments: filter,
  deleteOne: filter,
  deleteMany: filter,
  findOneAndDelete: filter,
  replaceOne: filter,
  findOneAndReplace: filter,
  updateOne: filterAndPull,
  updateMany: filterAndPull,
  findOneAndUpdate: filterAndPull,
  distinct: (_field: string, filter: unknown = {}) => filter,
  aggregate: (pipeline: unknown = []) => pipeline,
  bulkWrite: (writes: BulkWrite[]) =>
    writes.map((write) => Object.values(write).map(({ filter, update }) => filterAndPull(filter, update))),
}

/** The way to the first undefined inside plain objects and lists; null when there is none. */
function holeIn(value: unknown): string[] | null {
  if (value === undefined) return []
  if (typeof value !== 'object' || value === null) return null
  if (!Array.isArray(value) && !isPlain(value)) return null
  for (const key in value) {
    const hole = holeIn((value as Record<string, unknown>)[key])
    if (hole !== null) return [key, ...hole]
  }
  return null
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
