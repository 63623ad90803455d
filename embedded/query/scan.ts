import { decodeStored } from '../bson/storable.ts'
import type { BsonDocument } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import type { Collection } from '../store/catalog.ts'
import type { Environment } from '../store/environment.ts'
import { type IndexField, sortKey } from '../store/index-keys.ts'
import { recordIdBytes, recordKey, type StoredRecord } from '../store/records.ts'
import type { Filter } from './filter.ts'
import { type AlikeVisitor, type Examined, startKeyScan } from './key-scan.ts'
import { type KeyRange, type Plan, planQuery } from './plan.ts'

export interface Match extends StoredRecord {
  document: BsonDocument
}

/** True ends the reading; it can be continued behind that document. */
export type MatchVisitor = (match: Match) => boolean

/**
 * Hands over matches until the visitor ends it or none are left; called again, it goes on behind the last. Gives other
 * work a turn now and then. Throws 50 past the deadline (in `performance.now()` ms).
 */
export type Reader = (visitor: MatchVisitor, deadline?: number) => Promise<void>

export interface Query {
  collection: Collection
  filter: Filter
  sort: readonly IndexField[]
  /** How many matches will be read at most, so that a sort need not keep the others. */
  atMost?: number
}

/** Hands over matches that are alike in what is asked of them, in any order. */
export type AlikeReader = (visitor: AlikeVisitor, deadline?: number) => Promise<void>

export interface Scans {
  /**
   * All matches, for who asks only about these fields of them: from the keys of an index where one holds them all. `examined`
   * counts what is read.
   */
  alike(query: Omit<Query, 'sort'>, needs: readonly string[], examined?: Examined): AlikeReader
  /** All matches in the query's order. Writes may happen while it waits. */
  open(query: Query, examined?: Examined): Reader
  /** The first match in the query's order, all in this turn: for use inside a write. Throws 50 past the deadline. */
  first(query: Query, deadline?: number): Match | undefined
}

/** Looks at up to `maxKeys` candidates, from where it stopped the last time; true when none are left. */
type Scan = (maxKeys: number, visitor: MatchVisitor) => boolean

const sliceKeys = 2000
const warnAfter = 10_000
const maxSortBytes = 100 * 1024 * 1024

export function createScans(env: Environment, warn: (obj: object, msg: string) => void): Scans {
  const warned = new Map<string, number>()

  function warnOfScan(query: Query, plan: Plan): void {
    // Reading everything on purpose is not a missing index.
    if (query.filter.empty && query.sort.length === 0) return
    const fields = query.filter.conditions.map(({ path }) => path).join(', ')
    const index = [...new Set(plan.ranges.map((range) => range.index?.name ?? 'no index'))].join()
    const shape = `${query.collection.namespace} {${fields}} ${index}`
    const now = performance.now()
    if (now - (warned.get(shape) ?? Number.NEGATIVE_INFINITY) < 60_000) return
    if (warned.size > 1000) warned.clear()
    warned.set(shape, now)
    warn(
      { collection: query.collection.namespace, fields, index },
      `embedded store: a query read more than ${warnAfter} documents because no index fits it`,
    )
  }

  // Its place is remembered as a key, so that writes may happen between two runs.
  function start(query: Query, plan: Plan, examined: Examined = nobodyAsks()): Scan {
    const { collection, filter } = query
    const pending = plan.reverse ? [...plan.ranges].reverse() : [...plan.ranges]
    const seen = new Set<number>()
    let behind: Buffer | undefined
    let wasted = 0

    function load({ index }: KeyRange, key: Buffer, value: Buffer): StoredRecord | undefined {
      if (index) examined.keys++
      if (!index) return { id: key.readUIntBE(4, recordIdBytes), bytes: value }
      const id = value.readUIntBE(0, recordIdBytes)
      if (plan.repeats) {
        if (seen.has(id)) return undefined
        seen.add(id)
      }
      const bytes = env.records.get(recordKey(collection, id))
      return bytes && { id, bytes }
    }

    return (maxKeys, visitor) => {
      let left = maxKeys
      if (pending.some(({ index }) => (index ?? collection).dropped))
        throw new CommandError(175, 'query plan killed: its collection or index was dropped or loaded again')
      for (let range = pending[0]; range; range = pending[0]) {
        const table = range.index ? env.index : env.records
        for (const { key, value } of table.getRange(boundsOf(range, behind, plan.reverse))) {
          behind = key
          const record = load(range, key, value)
          if (record) {
            examined.documents++
            const document = decodeStored(record.bytes)
            const matches = filter.matches(document)
            if ((!matches || !range.index) && ++wasted === warnAfter + 1) warnOfScan(query, plan)
            if (matches && visitor({ ...record, document })) return false
          }
          if (--left <= 0) return false
        }
        pending.shift()
        behind = undefined
      }
      return true
    }
  }

  const planOf = (query: Query): Plan => planQuery(query.collection, query.filter, query.sort)

  function first(query: Query, deadline?: number): Match | undefined {
    const plan = planOf(query)
    const scan = start(query, plan)
    let best: Match | undefined
    let bestKey: Buffer | undefined
    const visit: MatchVisitor = (match) => {
      const key = plan.sorted ? undefined : sortKey(match.document, query.sort)
      if (!key || !bestKey || Buffer.compare(key, bestKey) < 0) {
        best = match
        bestKey = key
      }
      return plan.sorted
    }
    while (!scan(sliceKeys, visit) && !(best && plan.sorted)) checkDeadline(deadline)
    return best
  }

  function open(query: Query, examined?: Examined): Reader {
    const plan = planOf(query)
    const read = inSlices(start(query, plan, examined))
    if (plan.sorted) return read
    // Not a generator: reading an array's values can be continued after leaving the loop.
    let sorted: IterableIterator<Match> | undefined
    return async (visitor, deadline) => {
      if (!sorted) {
        const sorter = createSorter(query.sort, query.atMost)
        await read((match) => sorter.add(match), deadline)
        sorted = sorter.sorted().values()
      }
      for (const match of sorted) if (visitor(match)) return
    }
  }

  function alike(
    query: Omit<Query, 'sort'>,
    needs: readonly string[],
    examined: Examined = nobodyAsks(),
  ): AlikeReader {
    const whole = { ...query, sort: [] }
    const asked = [...needs, ...(query.filter.paths ?? [])]
    const plan = planQuery(query.collection, query.filter, [], asked)
    const scan = startKeyScan(env, query, plan, { needs, examined })
    if (scan === undefined) {
      const read = open(whole, examined)
      return (visitor, deadline) =>
        read(({ document }) => {
          visitor(document, 1)
          return false
        }, deadline)
    }
    return async (visitor, deadline) => {
      while (!scan(sliceKeys, visitor)) {
        checkDeadline(deadline)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
  }

  return { open, first, alike }
}

const nobodyAsks = (): Examined => ({ keys: 0, documents: 0 })

function boundsOf({ start, end }: KeyRange, behind: Buffer | undefined, reverse: boolean) {
  if (reverse)
    return { start: behind ?? end, exclusiveStart: true, end: start, inclusiveEnd: true, reverse: true }
  return { start: behind ?? start, exclusiveStart: behind !== undefined, end }
}

function inSlices(scan: Scan): Reader {
  return async (visitor, deadline) => {
    let ended = false
    const visit: MatchVisitor = (match) => {
      ended = visitor(match)
      return ended
    }
    while (!scan(sliceKeys, visit) && !ended) {
      checkDeadline(deadline)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

export function checkDeadline(deadline: number | undefined): void {
  if (deadline !== undefined && performance.now() > deadline)
    throw new CommandError(50, 'operation exceeded time limit')
}

/**
 * Collects matches for a sort no index gives, and of them only the first `atMost`. Throws 292 beyond 100 MB, like MongoDB
 * without a disk sort.
 */
export function createSorter(sort: readonly IndexField[], atMost = Number.POSITIVE_INFINITY) {
  let entries: { key: Buffer; match: Match }[] = []
  let size = 0
  let last: Buffer | undefined

  // Twice as many are let in before they are sorted and the second half goes.
  function cut(): void {
    entries.sort((a, b) => Buffer.compare(a.key, b.key))
    if (entries.length < atMost) return
    entries = entries.slice(0, atMost)
    size = entries.reduce((total, { match }) => total + match.bytes.length, 0)
    last = entries.at(-1)?.key
  }

  return {
    add(match: Match): false {
      const key = sortKey(match.document, sort)
      if (last && Buffer.compare(key, last) >= 0) return false
      entries.push({ key, match })
      size += match.bytes.length
      if (entries.length >= 2 * atMost || size > maxSortBytes) cut()
      if (size <= maxSortBytes) return false
      throw new CommandError(
        292,
        `Sort exceeded memory limit of ${maxSortBytes} bytes: create an index, filter more or limit`,
      )
    },
    sorted(): Match[] {
      cut()
      return entries.map(({ match }) => match)
    },
  }
}
