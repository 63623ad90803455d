import { afterPrefix, inverted, keyOf } from '../bson/key.ts'
import { type BsonValue, Kind, kindOf } from '../bson/value.ts'
import { type Collection, type Index, idIndexName, prefixOf } from '../store/catalog.ts'
import type { IndexField } from '../store/index-keys.ts'
import type { Condition, Filter } from './filter.ts'

/** Keys from `start` up to, not including, `end`. */
export interface KeyRange {
  start: Buffer
  end: Buffer
}

/** Where to look for candidates. Every candidate is tested against the whole filter again. */
export interface Plan {
  /** Undefined: all documents, in insertion order. */
  index: Index | undefined
  /** Disjoint and ascending. */
  ranges: KeyRange[]
  reverse: boolean
  /** Candidates come in the order asked for. */
  sorted: boolean
}

/** All keys k with low <= k that are <= high or start with it. */
interface Interval {
  low: Buffer
  high: Buffer
}

/** Picks the index with the most equalities, then a range, then the order; without any, the whole collection. */
export function planQuery(collection: Collection, filter: Filter, sort: readonly IndexField[]): Plan {
  const everything = prefixOf(collection.id)
  let best: Plan = {
    index: undefined,
    ranges: [{ start: everything, end: afterPrefix(everything) }],
    reverse: false,
    sorted: sort.length === 0,
  }
  let bestScore = 0
  for (const index of collection.indexes) {
    if (!index.ready) continue
    const { plan, score } = planIndex(index, filter, sort)
    if (score > bestScore) {
      best = plan
      bestScore = score
    }
  }
  return best
}

function planIndex(index: Index, filter: Filter, sort: readonly IndexField[]): { plan: Plan; score: number } {
  let prefixes: Buffer[] = [prefixOf(index.id)]
  let score = index.name === idIndexName ? 0.5 : 0
  const fixed = new Set<string>()
  let ranges: KeyRange[] | undefined
  let multikeyUsed = false
  for (const [i, field] of index.fields.entries()) {
    // Two conditions on fields under one array may be met by different elements, so only one of them may narrow.
    if (index.multikey[i] && multikeyUsed) break
    const found = intervalsFor(field, filter.conditions, index.multikey[i]!)
    if (!found) break
    multikeyUsed ||= index.multikey[i]!
    const { intervals, points } = found
    score += points === 10 && index.name === idIndexName ? 1000 : points
    if (intervals.every(({ low, high }) => low.equals(high)) && prefixes.length * intervals.length <= 1000) {
      if (intervals.length === 1 && !index.multikey[i]) fixed.add(field.path)
      prefixes = prefixes.flatMap((prefix) => intervals.map(({ low }) => Buffer.concat([prefix, low])))
      continue
    }
    ranges = prefixes.flatMap((prefix) => intervals.map((interval) => toRange(prefix, interval)))
    break
  }
  ranges ??= prefixes.map((prefix) => toRange(prefix, { low: empty, high: empty }))
  const order = index.truncated ? undefined : orderOf(index, sort, fixed)
  if (order && sort.length > 0) score += 4
  return {
    plan: {
      index,
      ranges: merged(ranges),
      reverse: order === 'backward',
      sorted: sort.length === 0 || order !== undefined,
    },
    // Walking a whole index pays only where it saves the sort.
    score: score >= 1 ? score : 0,
  }
}

const empty = Buffer.alloc(0)
// As in store/records.ts: longer keys are stored cut off, and so are the bounds.
const maxBoundBytes = 1900 + 4

function toRange(prefix: Buffer, { low, high }: Interval): KeyRange {
  const start = Buffer.concat([prefix, low]).subarray(0, maxBoundBytes)
  const end = Buffer.concat([prefix, high]).subarray(0, maxBoundBytes)
  return { start, end: afterPrefix(end) }
}

function merged(ranges: KeyRange[]): KeyRange[] {
  ranges.sort((a, b) => Buffer.compare(a.start, b.start))
  const out: KeyRange[] = []
  for (const range of ranges) {
    if (Buffer.compare(range.start, range.end) >= 0) continue
    const last = out.at(-1)
    if (last && Buffer.compare(range.start, last.end) <= 0) {
      if (Buffer.compare(range.end, last.end) > 0) last.end = range.end
    } else out.push({ ...range })
  }
  return out
}

function intervalsFor(field: IndexField, conditions: Condition[], multikey: boolean) {
  const usable = conditions.filter(
    (condition) => condition.path === field.path && !condition.numericPart && hasKeys(condition),
  )
  const equality =
    usable.find(({ operator }) => operator === '$eq') ?? usable.find(({ operator }) => operator === '$in')
  if (equality) {
    const values = equality.operator === '$in' ? (equality.operand as BsonValue[]) : [equality.operand]
    const intervals = values.map((value) => directed(point(value), field))
    return { intervals, points: values.length === 1 ? 10 : 8 }
  }
  const bounds = usable.filter(({ operator }) => ['$gt', '$gte', '$lt', '$lte'].includes(operator))
  const [first] = bounds
  if (!first) return undefined
  const interval = bracket(first.operand)
  for (const { operator, operand } of multikey ? [first] : bounds) {
    if (kindOf(operand) !== kindOf(first.operand)) continue
    const key = keyOf(operand)
    if (operator.startsWith('$g')) {
      if (Buffer.compare(key, interval.low) > 0) interval.low = key
    } else if (isBelow(key, interval.high)) interval.high = key
  }
  return {
    intervals: [directed(interval, field)],
    points: interval.low.length > 1 && interval.high.length > 1 ? 5 : 4,
  }
}

// `high` starts as the bare type byte, which stands for everything of the type.
function isBelow(key: Buffer, high: Buffer): boolean {
  return high.length === 1 || Buffer.compare(key, high) < 0
}

// An array is indexed by its elements, so the whole of it cannot be looked up.
function hasKeys({ operator, operand }: Condition): boolean {
  const operands = operator === '$in' ? (operand as BsonValue[]) : [operand]
  return operands.every((one) => {
    const kind = kindOf(one)
    return kind !== Kind.array && kind !== Kind.regex && kind !== Kind.unsupported
  })
}

function point(value: BsonValue): Interval {
  const key = keyOf(value)
  return { low: key, high: key }
}

function bracket(value: BsonValue): Interval {
  const kind = Buffer.from([kindOf(value)])
  return { low: kind, high: kind }
}

function directed({ low, high }: Interval, { direction }: IndexField): Interval {
  return direction === 1 ? { low, high } : { low: inverted(high), high: inverted(low) }
}

/** Whether walking the index gives the sort's order; fields held at one value do not matter to it. */
function orderOf(
  index: Index,
  sort: readonly IndexField[],
  fixed: Set<string>,
): 'forward' | 'backward' | undefined {
  let order: 'forward' | 'backward' | undefined
  let at = 0
  for (const wanted of sort) {
    if (fixed.has(wanted.path)) continue
    while (
      at < index.fields.length &&
      index.fields[at]!.path !== wanted.path &&
      fixed.has(index.fields[at]!.path)
    )
      at++
    const field = index.fields[at]
    if (field?.path !== wanted.path || index.multikey[at]) return undefined
    const direction = field.direction === wanted.direction ? 'forward' : 'backward'
    if (order && order !== direction) return undefined
    order = direction
    at++
  }
  return order ?? 'forward'
}
