import { Int32 } from 'bson'
import { asNumber, type BsonDocument, type BsonValue, encode, isDocument, isNumber } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import { createSorter } from '../query/scan.ts'
import { parseFields } from '../query/sort.ts'
import { groupStage } from './group.ts'
import { projectStage } from './project.ts'

/** False means: no more, please. */
export type Emit = (document: BsonDocument) => boolean

export interface Stage {
  push(document: BsonDocument, emit: Emit): boolean
  end?(emit: Emit): void
}

const stages: Record<string, (spec: BsonValue) => Stage> = {
  $match: matchStage,
  $group: groupStage,
  $sort: sortStage,
  $skip: skipStage,
  $limit: limitStage,
  $project: projectStage,
  $count: countStage,
}

/** Parses one `{$stage: …}`. Anything outside the table is refused by name (40324). */
export function parseStage(stage: BsonValue): { name: string; spec: BsonValue; create(): Stage } {
  if (!isDocument(stage) || Object.keys(stage).length !== 1) {
    throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.')
  }
  const [[name, spec]] = Object.entries(stage) as [[string, BsonValue]]
  const create = Object.hasOwn(stages, name) ? stages[name] : undefined
  if (!create) throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`)
  create(spec)
  return { name, spec, create: () => create(spec) }
}

/** Joins stages to one consumer that hands its results to `emit`. */
export function connect(parts: Stage[], emit: Emit): { push: Emit; end(): void } {
  let push = emit
  let end = (): void => undefined
  for (const stage of [...parts].reverse()) {
    const next = push
    const endNext = end
    push = (document) => stage.push(document, next)
    end = () => {
      stage.end?.(next)
      endNext()
    }
  }
  return { push, end }
}

function matchStage(spec: BsonValue): Stage {
  if (!isDocument(spec)) throw new CommandError(15959, 'the match filter must be an expression in an object')
  const filter = parseFilter(spec)
  return { push: (document, emit) => !filter.matches(document) || emit(document) }
}

function sortStage(spec: BsonValue): Stage {
  if (!isDocument(spec)) throw new CommandError(15973, 'the $sort key specification must be an object')
  const fields = parseFields('$sort', spec)
  if (fields.length === 0) throw new CommandError(15976, '$sort stage must have at least one sort key')
  const sorter = createSorter(fields)
  return {
    push(document) {
      sorter.add({ id: 0, bytes: encode(document), document })
      return true
    },
    end(emit) {
      for (const { document } of sorter.sorted()) if (!emit(document)) return
    },
  }
}

function wholeNumber(name: string, spec: BsonValue, least: number): number {
  const value = isNumber(spec) ? asNumber(spec)! : Number.NaN
  if (!Number.isSafeInteger(value) || value < least) {
    throw new CommandError(
      name === '$limit' ? 15958 : 5107200,
      `invalid argument to ${name} stage: at least ${least}`,
    )
  }
  return value
}

function skipStage(spec: BsonValue): Stage {
  let left = wholeNumber('$skip', spec, 0)
  return { push: (document, emit) => left-- > 0 || emit(document) }
}

function limitStage(spec: BsonValue): Stage {
  let left = wholeNumber('$limit', spec, 1)
  return {
    push(document, emit) {
      if (left === 0) return false
      left--
      return emit(document) && left > 0
    },
  }
}

function countStage(spec: BsonValue): Stage {
  if (typeof spec !== 'string' || spec === '' || /[$.]/.test(spec)) {
    throw new CommandError(40156, 'the count field must be a non-empty string without $ and .')
  }
  let n = 0
  return {
    push() {
      n++
      return true
    },
    end(emit) {
      if (n > 0) emit({ [spec]: new Int32(n) })
    },
  }
}
