import { Int32 } from 'bson'
import { asNumber, type BsonDocument, type BsonValue, encode, isDocument, own } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { type Filter, parseFilter } from '../query/filter.ts'
import { createSorter } from '../query/scan.ts'
import { parseFields } from '../query/sort.ts'
import type { IndexField } from '../store/index-keys.ts'
import { groupStage } from './group.ts'
import type { Stage } from './stage.ts'

const stageParsers: Record<string, (spec: BsonValue, behind: BsonDocument[]) => Stage> = {
  $match: matchStage,
  $group: groupStage,
  $sort: sortStage,
  $skip: skipStage,
  $limit: limitStage,
  $count: countStage,
}

export interface Pipeline {
  /** A leading $match, and a $sort in front or right behind it, are left to the scan: an index may serve them. */
  filter: Filter
  sort: IndexField[]
  /** How many documents the stages take of the sort. */
  atMost: number
  stages: Stage[]
}

/** Parses all stages. Anything outside the table is refused by name (40324). */
export function parsePipeline(pipeline: BsonDocument[]): Pipeline {
  const stages = pipeline.map((document, i) => parseStage(document, pipeline.slice(i + 1)))
  const match = stages[0]?.name === '$match' ? stages.shift() : undefined
  const sort = stages[0]?.name === '$sort' ? stages.shift() : undefined
  return {
    filter: parseFilter((match?.spec ?? {}) as BsonDocument),
    sort: parseFields('$sort', (sort?.spec ?? {}) as BsonDocument),
    atMost: wantedBy(pipeline.slice(-stages.length || pipeline.length)),
    stages: stages.map(({ stage }) => stage),
  }
}

function parseStage(
  document: BsonDocument,
  behind: BsonDocument[],
): { name: string; spec: BsonValue; stage: Stage } {
  const [name = '', another] = Object.keys(document)
  if (name === '' || another !== undefined) {
    throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.')
  }
  const parse = own(stageParsers, name)
  if (!parse) throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`)
  const spec = document[name]!
  return { name, spec, stage: parse(spec, behind) }
}

/** How many documents these stages can take: as many as a $limit says and the $skip before it leaves out. */
function wantedBy(stages: BsonDocument[]): number {
  let skipped = 0
  for (const { $skip, $limit } of stages) {
    if ($limit !== undefined) return skipped + asNumber($limit)!
    if ($skip === undefined) break
    skipped += asNumber($skip)!
  }
  return Number.POSITIVE_INFINITY
}

/** Joins stages. `push` is false when no more documents are needed. */
export function joinStages(stages: Stage[], emit: (document: BsonDocument) => void) {
  function pass(documents: BsonDocument[], from: number): void {
    let passed = documents
    for (const stage of stages.slice(from)) passed = passed.flatMap((document) => stage.take(document))
    for (const document of passed) emit(document)
  }
  return {
    /** So many documents that are alike in what the first stage needs. */
    pushAlike(document: BsonDocument, times: number): void {
      pass(stages[0]?.take(document, times) ?? [], 1)
    },
    push(document: BsonDocument): boolean {
      pass([document], 0)
      return !stages.some((stage) => stage.full?.())
    },
    end(): void {
      for (const [i, stage] of stages.entries()) pass(stage.end?.() ?? [], i + 1)
    },
  }
}

function matchStage(spec: BsonValue): Stage {
  if (!isDocument(spec)) throw new CommandError(15959, 'the match filter must be an expression in an object')
  const filter = parseFilter(spec)
  return { take: (document) => (filter.matches(document) ? [document] : []) }
}

function sortStage(spec: BsonValue, behind: BsonDocument[]): Stage {
  if (!isDocument(spec)) throw new CommandError(15973, 'the $sort key specification must be an object')
  const fields = parseFields('$sort', spec)
  if (fields.length === 0) throw new CommandError(15976, '$sort stage must have at least one sort key')
  const sorter = createSorter(fields, wantedBy(behind))
  return {
    take(document) {
      sorter.add({ id: 0, bytes: encode(document), document })
      return []
    },
    end: () => sorter.sorted().map(({ document }) => document),
  }
}

function skipStage(spec: BsonValue): Stage {
  let left = asNumber(spec) ?? Number.NaN
  if (!Number.isSafeInteger(left) || left < 0)
    throw new CommandError(5107200, 'invalid argument to $skip stage: at least 0')
  return { take: (document) => (left-- > 0 ? [] : [document]) }
}

function limitStage(spec: BsonValue): Stage {
  let left = asNumber(spec) ?? Number.NaN
  if (!Number.isSafeInteger(left) || left < 1)
    throw new CommandError(15958, 'invalid argument to $limit stage: at least 1')
  return { take: (document) => (left-- > 0 ? [document] : []), full: () => left <= 0 }
}

function countStage(spec: BsonValue): Stage {
  if (typeof spec !== 'string') throw new CommandError(40156, 'the count field must be a string')
  const faults = {
    40157: spec === '',
    40158: spec.includes('$'),
    40159: spec.includes('\0'),
    40160: spec.includes('.'),
  }
  const fault = Object.entries(faults).find(([, found]) => found)
  if (fault)
    throw new CommandError(Number(fault[0]), 'the count field must be non-empty, without $, null bytes and .')
  let n = 0
  return {
    needs: [],
    take(_, times = 1) {
      n += times
      return []
    },
    end: () => (n > 0 ? [{ [spec]: new Int32(n) }] : []),
  }
}
