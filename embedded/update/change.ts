import type { BsonValue } from '../bson/value.ts'
import type { Place, Reach } from './place.ts'

/** What one operator does at one path. */
export interface Change {
  reach: Reach
  onlyOnInsert?: boolean
  apply(place: Place): void
}

/** Parses the operand once, completely; the change may then be applied to many documents. */
export type UpdateOperator = (operand: BsonValue, path: string) => Change
