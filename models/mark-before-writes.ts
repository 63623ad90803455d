import type { Collection, Document } from 'mongodb'
import type { Counted } from './counted.ts'
import type { HourMarks } from './hour-marks.ts'
import { isSameDocument } from './same-document.ts'

type Fields = Record<string, unknown>
type Update = Record<string, Fields | undefined>
type Write = (...args: unknown[]) => Promise<unknown>
type BulkOperation = Record<
  string,
  { filter?: object; update?: Update; replacement?: Fields; document?: Fields }
>

// By the filter object of the write: a hint is good for that one call.
const hints = new WeakMap<object, readonly unknown[]>()

/**
 * The filter itself, with the records it meets as they count now, where its writer knows them anyway (none, where the filter
 * says that they count nowhere yet). It saves the read that finds them; wrong, it would lose a mark.
 */
export function knowing<Filter extends object, T>(filter: Filter, ...records: readonly Partial<T>[]): Filter {
  hints.set(filter, records)
  return filter
}

/**
 * Makes every write of a collection mark the hours it concerns before it is sent: those the records counted in and those they
 * will. It lies in the collection, like `refuseUndefinedIn`, because whoever adds a write must not have to think of figures. A
 * write that touches nothing figures are made of costs nothing.
 */
export function markBeforeWrites<T>(collection: Collection, counted: Counted<T>, marks: HourMarks): void {
  const { source, moments } = counted
  const find = collection.find.bind(collection)
  const fields = Object.fromEntries(moments.flatMap((moment) => moment.fields.map((name) => [name, 1])))

  const allOf = (records: readonly unknown[]): Date[] =>
    records.flatMap((record) => moments.flatMap(({ at }) => at(record as Partial<T>) ?? []))

  async function recordsOf(filter: object): Promise<Partial<T>[]> {
    const known = hints.get(filter) ?? (await find(filter as Document, { projection: fields }).toArray())
    return known as Partial<T>[]
  }

  async function ofUpdate(filter: object, update: Update | undefined): Promise<Date[]> {
    if (update === undefined) return []
    const { $set = {}, $setOnInsert = {}, $unset = {}, ...others } = update
    const coming = allOf([{ ...$setOnInsert, ...$set }])
    const concerned = moments.filter((moment) => moment.fields.some((name) => isIn(update, name)))
    if (concerned.length === 0) return coming
    const before = await recordsOf(filter)
    return [...coming.filter(() => before.length === 0), ...before.flatMap((record) => changed(record))]

    function changed(record: Partial<T>): Date[] {
      const next = { ...record, ...$set } as Partial<T>
      for (const name in $unset) delete next[name as keyof T]
      return concerned.flatMap(({ at, as, fields }) => {
        const [was, will] = [at(record), at(next)]
        // Changed deep inside, or by how much: as what it will count is not known here.
        const isUnknown = fields.some((name) => isIn(others, name) || isInside($set, name))
        const isAsBefore = isSameDocument([was, as(record)], [will, as(next)])
        return isAsBefore && !isUnknown ? [] : [was, will].filter((moment) => moment !== undefined)
      })
    }
  }

  async function ofBulk(operations: readonly BulkOperation[]): Promise<Date[]> {
    const each = operations.flatMap((operation) =>
      Object.entries(operation).map(([kind, { filter = {}, update, replacement, document }]) => {
        if (kind === 'insertOne') return allOf([document])
        if (update !== undefined) return ofUpdate(filter, update)
        return ofReplacement(filter, replacement)
      }),
    )
    return (await Promise.all(each)).flat()
  }

  async function ofReplacement(filter: object, replacement?: Fields): Promise<Date[]> {
    const next = replacement === undefined ? [] : [replacement as Partial<T>]
    const before = await recordsOf(filter)
    const [written] = next
    if (written === undefined || before.length === 0) return allOf([...next, ...before])
    return before.flatMap((record) =>
      moments.flatMap(({ at, as }) => {
        const [was, will] = [at(record), at(written)]
        const isAsBefore = isSameDocument([was, as(record)], [will, as(written)])
        return isAsBefore ? [] : [was, will].filter((moment) => moment !== undefined)
      }),
    )
  }

  const concerns: Record<string, (...args: never[]) => Date[] | Promise<Date[]>> = {
    insertOne: (document: Fields) => allOf([document]),
    insertMany: (documents: Fields[]) => allOf(documents),
    updateOne: ofUpdate,
    updateMany: ofUpdate,
    findOneAndUpdate: ofUpdate,
    replaceOne: ofReplacement,
    findOneAndReplace: ofReplacement,
    deleteOne: (filter: object) => ofReplacement(filter),
    deleteMany: (filter: object) => ofReplacement(filter),
    findOneAndDelete: (filter: object) => ofReplacement(filter),
    bulkWrite: ofBulk,
  }
  for (const [method, concernsOf] of Object.entries(concerns)) {
    const own = collection[method as keyof Collection] as Write
    const marking: Write = async (...args) => {
      const concerned = await concernsOf(...(args as never[]))
      if (concerned.length > 0) await marks.mark(source, concerned)
      return own.apply(collection, args)
    }
    Object.defineProperty(collection, method, { value: marking, configurable: true })
  }
}

/** Whether an operator of the update names the field, or something inside it. */
const isIn = (update: Update, name: string): boolean =>
  Object.values(update).some(
    (changes) => changes !== undefined && (name in changes || isInside(changes, name)),
  )

const isInside = (changes: Fields, name: string): boolean =>
  Object.keys(changes).some((path) => path.startsWith(`${name}.`))
