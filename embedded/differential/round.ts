import { EJSON } from 'bson'
import fc from 'fast-check'
import { type Collection, type Db, type Document, MongoServerError } from 'mongodb'
import * as generators from '../testing/generators.ts'

export interface Difference {
  kind: 'filter' | 'sort' | 'update' | 'upsert'
  input: unknown
  document?: unknown
  ours: unknown
  theirs: unknown
}

type Rows = Collection<Document & { _id: number }>
const text = (value: unknown): string => EJSON.stringify(value, { relaxed: false })
const plain = (value: unknown): unknown => JSON.parse(text({ value })).value

/** One set of documents, compared under many filters, sorts and updates. */
export async function compareRound(
  ours: Db,
  theirs: Db,
  seed: number,
): Promise<{ compared: number; differences: Difference[] }> {
  const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number, salt: number): T[] =>
    fc.sample(arbitrary, { seed: seed * 10 + salt, numRuns: count })
  const documents = sample(generators.document, 40, 0).map((document, _id) => ({ _id, ...document }))
  const filters = sample(generators.filter, 40, 1)
  const sorts = sample(generators.sort, 10, 2)
  const updates = sample(
    generators.update.filter((update) => !conflicts(update)),
    documents.length,
    3,
  )
  const pair: [Rows, Rows] = [ours.collection('rows'), theirs.collection('rows')]
  const both = async <T>(work: (rows: Rows) => Promise<T>): Promise<[T | 'refused', T | 'refused']> =>
    Promise.all([outcome(work(pair[0])), outcome(work(pair[1]))])

  for (const rows of pair) {
    await rows.deleteMany({})
    await rows.insertMany(documents)
  }
  const sortable = sortsAlike(documents).map(({ _id }) => _id as number)
  const ids = (rows: Document[]): number[] => rows.map(({ _id }) => Number(_id))
  const differences: Difference[] = []
  const keep = (
    kind: Difference['kind'],
    input: unknown,
    [a, b]: [unknown, unknown],
    document?: unknown,
  ): void => {
    const pulls = text(input).includes('$pull')
    if (text(canonical(plain(a), pulls)) === text(canonical(plain(b), pulls))) return
    differences.push({
      kind,
      input: plain(input),
      ours: plain(a),
      theirs: plain(b),
      document: plain(document ?? null),
    })
  }
  for (const filter of filters) {
    const result = await both(async (rows) =>
      ids(
        await rows
          .find(filter as never)
          .project({ _id: 1 })
          .sort({ _id: 1 })
          .toArray(),
      ),
    )
    const [a, b] = result
    const odd = documents
      .filter(({ _id }) => a.includes(_id as never) !== b.includes(_id as never))
      .slice(0, 2)
    keep('filter', filter, result, odd)
  }
  for (const sort of sorts) {
    const keys = { ...sort, _id: 1 } as const
    const withoutEmpty = { _id: { $in: sortable } }
    const result = await both(async (rows) =>
      ids(await rows.find(withoutEmpty).sort(keys).project({ _id: 1 }).toArray()),
    )
    const [a, b] = result
    if (a === 'refused') continue
    const at = a.findIndex((id, i) => id !== b[i])
    keep('sort', sort, at < 0 ? [0, 0] : ['first', 'second'], [documents[a[at]!], documents[Number(b[at])]])
  }
  for (const [i, update] of updates.entries()) {
    const result = await both(async (rows) => {
      await rows.updateOne({ _id: i }, update)
      return (await rows.findOne({ _id: i })) as unknown
    })
    keep('update', update, result, documents[i])
  }
  for (const [i, update] of updates.entries()) {
    const filter = { ...filters[i % filters.length], _id: 1000 + i }
    const result = await both(async (rows) => {
      await rows.updateOne(filter as never, update, { upsert: true })
      return (await rows.findOne({ _id: 1000 + i })) as unknown
    })
    keep('upsert', { filter, update }, result)
  }
  return { compared: filters.length + sorts.length + 2 * updates.length, differences }
}

/**
 * Hides known faults of the second engine: new fields in the order of the update instead of by name, and empty documents
 * made on the way to a `$pull` of nothing.
 */
function canonical(value: unknown, dropEmpty: boolean): unknown {
  if (Array.isArray(value)) return value.map((element) => canonical(element, dropEmpty))
  if (value === null || typeof value !== 'object') return value
  const fields = Object.entries(value)
    .map(([field, inner]) => [field, canonical(inner, dropEmpty)] as const)
    .filter(([, inner]) => !(dropEmpty && text(inner) === '{}'))
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Sorts the second engine is known to do otherwise: parallel arrays (refused by MongoDB) and empty arrays after null. */
function sortsAlike(documents: Document[]): Document[] {
  return documents.filter((document) => !/\[[,\]]|\[\]/.test(text(document)))
}

function conflicts(update: Document): boolean {
  const paths = Object.values(update).flatMap((changes) => Object.keys(changes as object))
  return paths.some((a, i) => paths.some((b, j) => i !== j && `${b}.`.startsWith(`${a}.`)))
}

async function outcome<T>(work: Promise<T>): Promise<T | 'refused'> {
  try {
    return await work
  } catch (error) {
    // Error numbers are compared by hand: only "refused or not" is expected to agree everywhere.
    if (error instanceof MongoServerError) return 'refused'
    throw error
  }
}
