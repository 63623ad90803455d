import { afterPrefix, inverted } from '../bson/key.ts'
import { readKey } from '../bson/read-key.ts'
import { decodeStored } from '../bson/storable.ts'
import { type BsonDocument, type BsonValue, isDocument, own, setOwn } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { type Collection, type Index, idIndexName } from '../store/catalog.ts'
import type { Environment } from '../store/environment.ts'
import { recordIdBytes, recordKey } from '../store/records.ts'
import type { Filter } from './filter.ts'
import type { KeyRange, Plan } from './plan.ts'

/** `times` documents that are alike in every field asked for; the one handed over has no others. */
export type AlikeVisitor = (document: BsonDocument, times: number) => void

export interface Examined {
  keys: number
  documents: number
}

/** Looks at up to about `most` keys from where it stopped the last time; true when none are left. */
export type KeyScan = (most: number, visitor: AlikeVisitor) => boolean

/** So many alike are read one by one before the others are counted by the store at once. */
const readAlike = 16

/**
 * Reads a query from the keys of its index alone, when they hold all that is asked: the filter's fields, and `needs`. A key does
 * not tell a missing field from null; both are left out. Undefined when documents must be read.
 */
export function startKeyScan(
  env: Environment,
  query: { collection: Collection; filter: Filter },
  plan: Plan,
  ground: { needs: readonly string[]; examined: Examined },
): KeyScan | undefined {
  const { collection, filter } = query
  const { examined } = ground
  const index = plan.ranges[0]?.index
  if (!index || plan.ranges.some((range) => range.index !== index)) return undefined
  if (
    (plan.repeats && !isOnceEach(index, plan)) ||
    index.truncated ||
    index.name === idIndexName ||
    filter.paths === null
  )
    return undefined
  // Whatever the bounds do not settle is tried again, and then all of it.
  const isSettled = filter.plain && filter.conditions.every((condition) => plan.settled.has(condition))
  const asked = isSettled ? [] : [...filter.paths]
  const places = [...new Set([...asked, ...ground.needs])].map((path) =>
    index.fields.findIndex((field) => field.path === path),
  )
  // One element of an array is not the array.
  if (places.some((place) => place < 0 || index.multikey[place])) return undefined
  const depth = Math.max(-1, ...places) + 1
  const pending = [...plan.ranges]
  let behind: Buffer | undefined

  /** One range from where it stopped; true when it is at its end. */
  function readRange(range: KeyRange, budget: { left: number }, visitor: AlikeVisitor): boolean {
    for (;;) {
      const from = readOn(behind ?? range.start, range.end, budget, visitor)
      if (from === undefined) return true
      behind = from
      if (budget.left <= 0) return false
    }
  }

  /** Key by key, until there are many alike or enough is read: then where to go on. */
  function readOn(
    from: Buffer,
    end: Buffer,
    budget: { left: number },
    visitor: AlikeVisitor,
  ): Buffer | undefined {
    let group: Group | undefined
    const close = (): void => {
      if (group && (isSettled || filter.matches(group.document))) visitor(group.document, group.times)
      group = undefined
    }
    for (const key of env.index.getKeys({ start: from, end })) {
      if (group && startsWith(key, group.prefix)) {
        group.times++
        if (group.times > readAlike) {
          const next = least(afterPrefix(group.prefix), end)
          const others = env.index.getKeysCount({ start: key, end: next }) - 1
          group.times += others
          examined.keys += others + 1
          // Counting is some hundred times faster than looking.
          budget.left -= 1 + others / 100
          close()
          return next
        }
      } else {
        close()
        if (budget.left <= 0) return key
        group = groupOf(key)
        if (group === undefined) readDocument(key, visitor)
      }
      examined.keys++
      budget.left--
    }
    close()
    return undefined
  }

  function groupOf(key: Buffer): Group | undefined {
    const fields = readFields(key, index!, depth)
    return fields && { prefix: fields.prefix, document: documentOf(fields.values, index!), times: 1 }
  }

  function readDocument(key: Buffer, visitor: AlikeVisitor): void {
    const document = load(key)
    if (document && filter.matches(document)) visitor(document, 1)
  }

  function load(key: Buffer): BsonDocument | undefined {
    const id = key.readUIntBE(key.length - recordIdBytes, recordIdBytes)
    const bytes = env.records.get(recordKey(collection, id))
    examined.documents++
    return bytes && decodeStored(bytes)
  }

  return (most, visitor) => {
    const budget = { left: most }
    if (index.dropped || collection.dropped)
      throw new CommandError(175, 'query plan killed: its collection or index was dropped or loaded again')
    for (let range = pending[0]; range; range = pending[0]) {
      if (!readRange(range, budget, visitor)) return false
      pending.shift()
      behind = undefined
      if (budget.left <= 0 && pending.length > 0) return false
    }
    return true
  }
}

/** Whether a document that has several keys has but one among those: every array is asked for one element. */
function isOnceEach({ fields, multikey }: Index, { settled }: Plan): boolean {
  const single = new Set([...settled].flatMap(({ operator, path }) => (operator === '$eq' ? [path] : [])))
  return fields.every(({ path }, i) => !multikey[i] || single.has(path))
}

/** Keys that are alike in all that is asked of them. */
interface Group {
  prefix: Buffer
  document: BsonDocument
  times: number
}

interface Fields {
  /** The key up to the last field. */
  prefix: Buffer
  values: BsonValue[]
}

function readFields(key: Buffer, index: Index, depth: number): Fields | undefined {
  const values: BsonValue[] = []
  let at = 4
  for (const { direction } of index.fields.slice(0, depth)) {
    const read = direction === 1 ? readKey(key, at) : readInverted(key, at)
    if (read === undefined) return undefined
    values.push(read.value)
    at = read.end
  }
  return { prefix: key.subarray(0, at), values }
}

function readInverted(key: Buffer, at: number) {
  const read = readKey(inverted(key.subarray(at)), 0)
  return read && { value: read.value, end: at + read.end }
}

function documentOf(values: readonly BsonValue[], { fields }: Index): BsonDocument {
  const document: BsonDocument = {}
  for (const [i, value] of values.entries()) {
    if (value === null) continue
    const parts = fields[i]!.parts
    let inside = document
    for (const part of parts.slice(0, -1)) {
      const deeper = own(inside, part)
      const next = isDocument(deeper) ? deeper : {}
      setOwn(inside, part, next)
      inside = next
    }
    setOwn(inside, parts.at(-1)!, value)
  }
  return document
}

const least = (a: Buffer, b: Buffer): Buffer => (Buffer.compare(a, b) < 0 ? a : b)

function startsWith(key: Buffer, prefix: Buffer): boolean {
  return key.length >= prefix.length && key.compare(prefix, 0, prefix.length, 0, prefix.length) === 0
}
