import { compare } from '../bson/key.ts'
import { type BsonValue, isNumber, typeName } from '../bson/value.ts'
import { CommandError } from '../errors.ts'
import { addToSet, pull, push } from './array-operators.ts'
import type { Change, UpdateOperator } from './change.ts'
import { sum } from './number-sum.ts'

/** All update operators there are here; the rest of MongoDB's is refused by name. */
export const updateOperators: Record<string, UpdateOperator> = {
  $set: (operand) => ({ reach: 'create', apply: (place) => place.set(operand) }),
  $setOnInsert: (operand) => ({ reach: 'create', onlyOnInsert: true, apply: (place) => place.set(operand) }),
  $unset: () => ({ reach: 'find', apply: (place) => place.unset() }),
  $inc: increment,
  $min: (operand) => bound(operand, (order) => order < 0),
  $max: (operand) => bound(operand, (order) => order > 0),
  $push: push,
  $addToSet: addToSet,
  $pull: pull,
}

function increment(operand: BsonValue, path: string): Change {
  if (!isNumber(operand)) {
    throw new CommandError(14, `Cannot increment with non-numeric argument: {${path}: ${typeName(operand)}}`)
  }
  return {
    reach: 'create',
    apply: (place) => {
      const current = place.get()
      if (current !== undefined && !isNumber(current)) {
        throw new CommandError(
          14,
          `Cannot apply $inc to a value of non-numeric type: the field '${path}' is of type ${typeName(current)}`,
        )
      }
      place.set(current === undefined ? operand : sum(current, operand))
    },
  }
}

function bound(operand: BsonValue, replaces: (order: number) => boolean): Change {
  return {
    reach: 'create',
    apply: (place) => {
      const current = place.get()
      if (current === undefined || replaces(compare(operand, current))) place.set(operand)
    },
  }
}
