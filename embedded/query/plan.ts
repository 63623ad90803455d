import { afterPrefix, directed, keyOf } from '../bson/key.ts'
import { type BsonValue, Kind, kindOf } from '../bson/value.ts'
import { type Collection, type Index, idIndexName, prefixOf } from '../store/catalog.ts'
import type { IndexField } from '../store/index-keys.ts'
import { maxKeyBytes } from '../store/records.ts'
import type { Condition, Filter } from './filter.ts'

/** Keys from `start` up to, not including, `end`; without an index, of the documents in insertion order. */
export interface KeyRange {
  index: Index | undefined
  start: Buffer
  end: Buffer
}

/** Where to look for candidates. Every candidate is tested against the whole filter again. */
export interface Plan {
  /** Within one index disjoint and ascending. */
  ranges: KeyRange[]
  /** It looks at less than everything. */
  narrows: boolean
  /** A document may turn up more than once. */
  repeats: boolean
  reverse: boolean
  /** Candidates come in the order asked for. */
  sorted: boolean
  /** Conditions every candidate meets, where no field of the index runs through an array. */
  settled: ReadonlySet<Condition>
}

/** All keys k with low <= k that are <= high or start with it. */
interface Interval {
  low: Buffer
  high: Buffer
}

/**
 * Picks the index with the most equalities, then a range, then the order. When none narrows the search, but each branch
 * of an `$or` has one that does, these are read one after another; without any, the whole collection. Of two that are as good the
 * one is taken that holds all of `asked`.
 */
export function planQuery(
  collection: Collection,
  filter: Pick<Filter, 'conditions' | 'alternatives'>,
  sort: readonly IndexField[],
  asked?: readonly string[],
): Plan {
  const plan = planByOne(collection, filter.conditions, sort, asked)
  if (plan.narrows) return plan
  for (const branches of filter.alternatives) {
    const plans = branches.map(({ conditions, alternatives }) =>
      planQuery(collection, { conditions: [...filter.conditions, ...conditions], alternatives }, []),
    )
    if (plans.every(({ narrows }) => narrows)) {
      const ranges = plans.flatMap((one) => one.ranges)
      const settled = new Set<Condition>()
      return { ranges, narrows: true, repeats: true, reverse: false, sorted: sort.length === 0, settled }
    }
  }
  return plan
}

function planByOne(
  collection: Collection,
  conditions: Condition[],
  sort: readonly IndexField[],
  asked?: readonly string[],
): Plan {
  const everything = prefixOf(collection.id)
  let best: Plan = {
    ranges: [{ index: undefined, start: everything, end: afterPrefix(everything) }],
    narrows: false,
    repeats: false,
    reverse: false,
    sorted: sort.length === 0,
    settled: new Set(),
  }
  let bestScore = 0
  for (const index of collection.indexes) {
    const found = index.ready ? planIndex(index, conditions, sort) : undefined
    if (!found) continue
    const holdsAll = asked?.every((path) => index.fields.some((field) => field.path === path))
    const score = found.score + (holdsAll ? 0.25 : 0)
    if (score > bestScore) {
      best = found.plan
      bestScore = score
    }
  }
  return best
}

/** Undefined when the index neither narrows the search nor saves the sort. */
function planIndex(index: Index, conditions: Condition[], sort: readonly IndexField[]) {
  let prefixes: Buffer[] = [prefixOf(index.id)]
  let intervals: Interval[] = [{ low: empty, high: empty }]
  let score = index.name === idIndexName ? 0.5 : 0
  const fixed = new Set<string>()
  let multikeyUsed = false
  let narrows = false
  const settled = new Set<Condition>()
  for (const [i, field] of index.fields.entries()) {
    // Two conditions on fields under one array may be met by different elements, so only one of them may narrow.
    if (index.multikey[i] && multikeyUsed) break
    const found = intervalsFor(field, conditions, index.multikey[i]!)
    if (!found) break
    narrows = true
    for (const condition of found.settled) settled.add(condition)
    multikeyUsed ||= index.multikey[i]!
    score += found.points === 10 && index.name === idIndexName ? 1000 : found.points
    const arePoints = found.intervals.every(({ low, high }) => low.equals(high))
    if (!arePoints || prefixes.length * found.intervals.length > 1000) {
      intervals = found.intervals
      break
    }
    if (found.intervals.length === 1 && !index.multikey[i]) fixed.add(field.path)
    prefixes = prefixes.flatMap((prefix) => found.intervals.map(({ low }) => Buffer.concat([prefix, low])))
  }
  const order = index.truncated ? undefined : orderOf(index, sort, fixed)
  if (order && sort.length > 0) score += 4
  if (score < 1) return undefined
  const ranges = prefixes.flatMap((prefix) => intervals.map((interval) => toRange(index, prefix, interval)))
  const plan: Plan = {
    ranges: distinct(ranges),
    narrows,
    repeats: index.multikey.includes(true),
    reverse: order === 'backward',
    sorted: sort.length === 0 || order !== undefined,
    settled,
  }
  return { plan, score }
}

const empty = Buffer.alloc(0)
// Longer keys are stored cut off, and so are the bounds.
const maxBoundBytes = 4 + maxKeyBytes

function toRange(index: Index, prefix: Buffer, { low, high }: Interval): KeyRange {
  const start = Buffer.concat([prefix, low]).subarray(0, maxBoundBytes)
  const end = Buffer.concat([prefix, high]).subarray(0, maxBoundBytes)
  return { index, start, end: afterPrefix(end) }
}

// Two ranges of one plan are the same or apart, as no key is the beginning of another.
function distinct(ranges: KeyRange[]): KeyRange[] {
  const inOrder = ranges
    .filter(({ start, end }) => Buffer.compare(start, end) < 0)
    .sort((a, b) => Buffer.compare(a.start, b.start))
  return inOrder.filter(({ start }, i) => !inOrder[i - 1]?.start.equals(start))
}

function intervalsFor(field: IndexField, conditions: Condition[], multikey: boolean) {
  const usable = conditions.filter(
    (condition) => condition.path === field.path && !condition.numericPart && hasKeys(condition),
  )
  const equality =
    usable.find(({ operator }) => operator === '$eq') ?? usable.find(({ operator }) => operator === '$in')
  if (equality) {
    const intervals = operandsOf(equality).map((value) => {
      const key = directed(keyOf(value), field.direction)
      return { low: key, high: key }
    })
    return { intervals, points: intervals.length === 1 ? 10 : 8, settled: [equality] }
  }
  const bounds = usable.filter(({ operator }) => ['$gt', '$gte', '$lt', '$lte'].includes(operator))
  const [first] = bounds
  if (!first) return undefined
  // The bare type byte stands for everything of the type.
  const kind = kindOf(first.operand)
  let low: Buffer = Buffer.of(kind)
  let high = low
  const settled: Condition[] = []
  for (const condition of multikey ? [first] : bounds) {
    const { operator, operand } = condition
    if (kindOf(operand) !== kind) continue
    if (operator.endsWith('e') && closed.has(kind)) settled.push(condition)
    const key = keyOf(operand)
    if (operator.startsWith('$g')) {
      if (Buffer.compare(key, low) > 0) low = key
    } else if (high.length === 1 || Buffer.compare(key, high) < 0) high = key
  }
  const [start, end] = field.direction === 1 ? [low, high] : [high, low]
  return {
    intervals: [{ low: directed(start, field.direction), high: directed(end, field.direction) }],
    points: low.length > 1 && high.length > 1 ? 5 : 4,
    settled,
  }
}

/** Kinds of which the bounds are all there is between two values, both of them included. Numbers have NaN. */
const closed: ReadonlySet<Kind> = new Set([Kind.string, Kind.date, Kind.objectId, Kind.boolean])

function operandsOf({ operator, operand }: Condition): BsonValue[] {
  return operator === '$in' ? (operand as BsonValue[]) : [operand]
}

// An array is indexed by its elements, so the whole of it cannot be looked up.
const keyless = new Set<Kind>([Kind.array, Kind.regex, Kind.unsupported])

function hasKeys(condition: Condition): boolean {
  return operandsOf(condition).every((one) => !keyless.has(kindOf(one)))
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
