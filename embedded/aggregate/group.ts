import { Int32 } from 'bson'
import { compare, keyText } from '../bson/key.ts'
import { type BsonDocument, type BsonValue, isDocument, isNumber, own, setOwn } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { sum, timesOver } from '../update/number-sum.ts'
import { type Expression, parseExpression, pathsOf } from './expression.ts'
import type { Stage } from './stage.ts'

interface Accumulator {
  add(value: BsonValue | undefined, times: number): void
  result(): BsonValue
}

const accumulators: Record<string, () => Accumulator> = {
  $sum: () => {
    let total: BsonValue = new Int32(0)
    return {
      add: (value, times) => {
        if (isNumber(value)) total = sum(total, times === 1 ? value : timesOver(value, times))
      },
      result: () => total,
    }
  },
  $min: () => extreme((order) => order < 0),
  $max: () => extreme((order) => order > 0),
  $first: () => {
    let first: BsonValue | undefined
    let any = false
    return {
      add: (value) => {
        if (!any) first = value
        any = true
      },
      result: () => first ?? null,
    }
  },
}

function extreme(wins: (order: number) => boolean): Accumulator {
  let best: BsonValue = null
  return {
    add: (value) => {
      if (value !== undefined && value !== null && (best === null || wins(compare(value, best)))) best = value
    },
    result: () => best,
  }
}

const maxGroups = 1_000_000

/** `$group` by an expression, with $sum, $min, $max and $first. Throws 292 beyond a million groups. */
export function groupStage(spec: BsonValue): Stage {
  if (!isDocument(spec)) throw new CommandError(15947, "a group's fields must be specified in an object")
  const id = own(spec, '_id')
  if (id === undefined) throw new CommandError(15955, 'a group specification must include an _id')
  const idOf = parseExpression(id)
  const fields = Object.entries(spec)
    .filter(([field]) => field !== '_id')
    .map(([field, accumulator]) => parseAccumulator(field, accumulator))
  const groups = new Map<string, { id: BsonValue; accumulators: Accumulator[] }>()
  return {
    needs: [id, ...fields.map(({ of }) => of)].flatMap(pathsOf),
    take(document, times = 1) {
      const groupId = idOf(document) ?? null
      const key = keyText(groupId)
      let group = groups.get(key)
      if (!group) {
        if (groups.size === maxGroups) throw new CommandError(292, `$group exceeded ${maxGroups} groups`)
        group = { id: groupId, accumulators: fields.map(({ start }) => start()) }
        groups.set(key, group)
      }
      for (const [i, { value }] of fields.entries()) group.accumulators[i]!.add(value(document), times)
      return []
    },
    end: () =>
      [...groups.values()].map((group) => {
        const out: BsonDocument = { _id: group.id }
        for (const [i, { field }] of fields.entries()) setOwn(out, field, group.accumulators[i]!.result())
        return out
      }),
  }
}

interface Field {
  field: string
  start: () => Accumulator
  /** What `value` was made from. */
  of: BsonValue
  value: Expression
}

function parseAccumulator(field: string, spec: BsonValue): Field {
  if (field.includes('.')) throw new CommandError(40235, `The field name '${field}' cannot contain '.'`)
  if (field.startsWith('$'))
    throw new CommandError(40236, `The field name '${field}' cannot be an operator name`)
  if (!isDocument(spec)) throw new CommandError(40234, `The field '${field}' must be an accumulator object`)
  const [operator, another] = Object.keys(spec)
  if (operator === undefined || another !== undefined) {
    throw new CommandError(40238, `The field '${field}' must specify one accumulator`)
  }
  const start = own(accumulators, operator)
  if (!start) throw new CommandError(15952, `unknown group operator '${operator}'`)
  const of = spec[operator]!
  return { field, start, of, value: parseExpression(of) }
}
