import { Binary, Double, Int32, Long, ObjectId, UUID } from 'bson'
import fc from 'fast-check'
import type { Document } from 'mongodb'

// Random documents, filters, sorts and updates within the allow-list, over few fields and few values, so that they
// meet. Numbers are typed, because a driver would turn 1.0 into an Int32.

const scalar: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 6, arbitrary: fc.integer({ min: -1, max: 3 }).map((n) => new Int32(n)) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 1.5, -0.5, 2).map((n) => new Double(n)) },
  { weight: 2, arbitrary: fc.constantFrom('0', '1', '2', '9007199254740993').map((n) => Long.fromString(n)) },
  { weight: 5, arbitrary: fc.constantFrom('', 'x', 'xy', 'y', '客', '😀') },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 2, arbitrary: fc.constantFrom(0, 1000, -1000).map((ms) => new Date(ms)) },
  { weight: 1, arbitrary: fc.constantFrom('0'.repeat(24), 'f'.repeat(24)).map((hex) => new ObjectId(hex)) },
  { weight: 1, arbitrary: fc.constantFrom('', 'a', 'bb').map((text) => new Binary(Buffer.from(text))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, 1).map((n) => new UUID(`${n}0000000-0000-4000-8000-000000000000`)),
  },
  { weight: 1, arbitrary: fc.constantFrom(0, 128).map((kind) => new Binary(Buffer.alloc(16), kind)) },
)

const fieldName = fc.constantFrom('a', 'b', 'c')

export const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: tie('object') },
    { weight: 2, arbitrary: fc.array(tie('object'), { maxLength: 3 }) },
  ),
  object: fc.dictionary(fieldName, tie('value'), { maxKeys: 3, noNullPrototype: true }),
})).value

export const document: fc.Arbitrary<Document> = fc.dictionary(fieldName, value, {
  maxKeys: 3,
  noNullPrototype: true,
})

const part = fc.constantFrom('a', 'b', 'c', '0', '1')
export const plainPath = fc.array(fieldName, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'))
export const path = fc
  .tuple(fieldName, fc.array(part, { maxLength: 2 }))
  .map(([first, rest]) => [first, ...rest].join('.'))

const comparison = fc
  .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), value)
  .map(([operator, operand]) => ({ [operator]: operand }))
const membership = fc
  .tuple(fc.constantFrom('$in', '$nin'), fc.array(value, { maxLength: 3 }))
  .map(([operator, operand]) => ({ [operator]: operand }))
const exists = fc.boolean().map((wanted) => ({ $exists: wanted }))
const regex = fc.constantFrom({ $regex: 'x' }, { $regex: '^x', $options: 'i' })
const range = fc.tuple(scalar, scalar).map(([low, high]) => ({ $gte: low, $lt: high }))
const simple: fc.Arbitrary<Document> = fc.oneof(comparison, membership, exists, regex, range)

const isPlain = (operand: unknown): boolean => Object.keys(operand as object).length === 1

function condition(filter: fc.Arbitrary<Document>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 4, arbitrary: value },
    { weight: 6, arbitrary: simple },
    { weight: 1, arbitrary: simple.filter(isPlain).map((inner) => ({ $not: inner })) },
    { weight: 1, arbitrary: simple.map((inner) => ({ $elemMatch: inner })) },
    { weight: 1, arbitrary: filter.map((inner) => ({ $elemMatch: inner })) },
  )
}

export const filter: fc.Arbitrary<Document> = fc.letrec<{ filter: Document }>((tie) => {
  const single = fc.tuple(path, condition(tie('filter'))).map(([at, wanted]) => ({ [at]: wanted }))
  const logical = fc
    .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('filter'), { minLength: 1, maxLength: 3 }))
    .map(([operator, branches]) => ({ [operator]: branches }))
  const both = fc.tuple(single, single).map(([a, b]) => ({ ...a, ...b }))
  return {
    filter: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 6, arbitrary: single },
      { weight: 2, arbitrary: both },
      { weight: 1, arbitrary: logical },
    ),
  }
}).filter

export const sort: fc.Arbitrary<Document> = fc
  .array(fc.tuple(plainPath, fc.constantFrom(1, -1)), { minLength: 1, maxLength: 2 })
  .map((fields) => Object.fromEntries(fields))

const number = fc.oneof(
  fc.integer({ min: -2, max: 2 }).map((n) => new Int32(n)),
  fc.constantFrom(0.5, 1).map((n) => new Double(n)),
  fc.constantFrom('1', '2147483647').map((n) => Long.fromString(n)),
)
const each = fc.array(value, { maxLength: 2 }).map(($each) => ({ $each }))
const pushed = fc
  .tuple(
    fc.array(value, { maxLength: 3 }),
    fc.option(fc.oneof(fc.constantFrom(1, -1), fc.constantFrom({ a: 1 }, { a: -1 }, { 'a.b': 1, c: -1 })), {
      nil: undefined,
    }),
    fc.option(fc.integer({ min: -2, max: 3 }), { nil: undefined }),
  )
  .map(([$each, $sort, $slice]) => ({
    $each,
    ...($sort !== undefined && { $sort }),
    ...($slice !== undefined && { $slice }),
  }))

const change: fc.Arbitrary<[string, unknown]> = fc.oneof(
  value.map((operand): [string, unknown] => ['$set', operand]),
  value.map((operand): [string, unknown] => ['$setOnInsert', operand]),
  fc.constant<[string, unknown]>(['$unset', '']),
  number.map((operand): [string, unknown] => ['$inc', operand]),
  value.map((operand): [string, unknown] => ['$min', operand]),
  value.map((operand): [string, unknown] => ['$max', operand]),
  fc.oneof(value, each).map((operand): [string, unknown] => ['$addToSet', operand]),
  fc.oneof(value, pushed).map((operand): [string, unknown] => ['$push', operand]),
  fc
    .oneof(
      value,
      simple.filter((one) => !('$options' in one)),
    )
    .map((operand): [string, unknown] => ['$pull', operand]),
)

export const update: fc.Arbitrary<Document> = fc
  .array(fc.tuple(path, change), { minLength: 1, maxLength: 3 })
  .map((changes) => {
    const out: Record<string, Document> = {}
    for (const [at, [operator, operand]] of changes) out[operator] = { ...out[operator], [at]: operand }
    return out
  })
