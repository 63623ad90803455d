import { Double, Int32, Long } from 'bson'
import { describe, expect, it } from 'vitest'
import { type BsonDocument, decode, encode } from '../bson/value.ts'
import { parseFilter } from '../query/filter.ts'
import { parseUpdate } from './update.ts'

// Vectors: a document, an update, the document afterwards. "second engine" as in query/filter.test.ts.

const typed = (document: object): BsonDocument => decode(encode(document))
const text = (document: object): string => encode(document).toString('hex')

function apply(before: object, update: object): BsonDocument {
  return parseUpdate(typed(update)).apply(typed({ _id: 1, ...before }))
}

function upsert(filter: object, update: object): BsonDocument {
  return parseUpdate(typed(update)).insertFor(parseFilter(typed(filter)))
}

type Vector = [title: string, before: object, update: object, after: object]
const day = (n: number): Date => new Date(Date.UTC(2026, 0, n))

const vectors: Vector[] = [
  [
    '$set adds fields in the order of their names',
    { z: 1 },
    { $set: { c: 1, 'a.b': 2, b: 3 } },
    { z: 1, a: { b: 2 }, b: 3, c: 1 },
  ],
  ['$set keeps the place of a field', { a: 1, b: 2 }, { $set: { a: 'x' } }, { a: 'x', b: 2 }],
  [
    '$set of an array element, filling with null',
    { a: [1] },
    { $set: { 'a.3': 4 } },
    { a: [1, null, null, 4] },
  ],
  [
    '$set below an array element',
    { a: [{ b: 1 }] },
    { $set: { 'a.0.b': 2, 'a.1.b': 3 } },
    { a: [{ b: 2 }, { b: 3 }] },
  ],
  ['a number under nothing is a field name', {}, { $set: { 'a.0': 1 } }, { a: { 0: 1 } }],
  ['$setOnInsert does nothing to a document that exists', { a: 1 }, { $setOnInsert: { a: 2 } }, { a: 1 }],
  [
    '$unset removes a field and ignores what is not there',
    { a: { b: 1, c: 2 } },
    { $unset: { 'a.b': '', x: '', 'a.c.d': '' } },
    { a: { c: 2 } },
  ],
  ['$unset of an array element leaves null', { a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
  ['$unset ignores a name inside an array', { a: [{ b: 1 }] }, { $unset: { 'a.b': '' } }, { a: [{ b: 1 }] }],
  ['$inc starts from nothing', {}, { $inc: { 'a.b': 2 } }, { a: { b: 2 } }],
  ['$inc keeps 32 bits while they do', { a: 1 }, { $inc: { a: 2 } }, { a: 3 }],
  ['$inc widens to 64 bits', { a: 2147483647 }, { $inc: { a: 1 } }, { a: Long.fromString('2147483648') }],
  ['$inc of a double gives a double', { a: 1 }, { $inc: { a: new Double(1) } }, { a: new Double(2) }],
  [
    '$inc of 64 bits is exact',
    { a: Long.fromString('9007199254740992') },
    { $inc: { a: 1 } },
    { a: Long.fromString('9007199254740993') },
  ],
  [
    '$min and $max compare over types',
    { a: 5, b: 'x' },
    { $min: { a: 3, b: 9 }, $max: { c: 1 } },
    { a: 3, b: 9, c: 1 },
  ],
  [
    '$max keeps an equal value and its type',
    { a: new Double(5) },
    { $max: { a: new Int32(5) } },
    { a: new Double(5) },
  ],
  ['$push appends, also an array as one value', { a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
  [
    '$push of $each, sorted, cut',
    { a: [5, 1] },
    { $push: { a: { $each: [3, 9], $sort: 1, $slice: -3 } } },
    { a: [3, 5, 9] },
  ],
  [
    '$push sorts documents by a field, others as missing',
    { a: [{ at: 2 }, 7] },
    { $push: { a: { $each: [{ at: 3 }], $sort: { at: -1 }, $slice: 2 } } },
    { a: [{ at: 3 }, { at: 2 }] },
  ],
  [
    '$push keeps the order of equals',
    { a: [{ k: 1, n: 1 }, { k: 0 }] },
    { $push: { a: { $each: [{ k: 1, n: 2 }], $sort: { k: 1 } } } },
    { a: [{ k: 0 }, { k: 1, n: 1 }, { k: 1, n: 2 }] },
  ],
  ['$push of nothing makes an empty array', {}, { $push: { a: { $each: [] } } }, { a: [] }],
  [
    '$push with $slice 0 leaves an empty array',
    { a: [1] },
    { $push: { a: { $each: [2], $slice: 0 } } },
    { a: [] },
  ],
  [
    'the cap slots, newest first',
    { slots: [{ touch: 'a', at: day(2) }] },
    { $push: { slots: { $each: [{ touch: 'b', at: day(3) }], $sort: { at: -1 }, $slice: 32 } } },
    {
      slots: [
        { touch: 'b', at: day(3) },
        { touch: 'a', at: day(2) },
      ],
    },
  ],
  [
    '$addToSet adds what no element equals',
    { a: [1, { x: 1 }] },
    { $addToSet: { a: { $each: [new Double(1), { x: 1 }, 2, 2] } } },
    { a: [1, { x: 1 }, 2] },
  ],
  [
    '$pull by value, number types alike',
    { a: [1, 2, new Double(1), '1'] },
    { $pull: { a: 1 } },
    { a: [2, '1'] },
  ],
  [
    '$pull by operators opens inner arrays (second engine)',
    { a: [[2], [0], 3, 0] },
    { $pull: { a: { $gt: 1 } } },
    { a: [[0], 0] },
  ],
  [
    '$pull of documents by some of their fields',
    { a: [{ x: 1, y: 2 }, { x: 2 }, 1] },
    { $pull: { a: { x: 1 } } },
    { a: [{ x: 2 }, 1] },
  ],
  [
    '$pull of documents by a condition',
    { slots: [{ touch: 'a' }, { touch: 'b' }] },
    { $pull: { slots: { touch: { $in: ['a'] } } } },
    { slots: [{ touch: 'b' }] },
  ],
  ['$pull of an array means that very array', { a: [[1], 1] }, { $pull: { a: [1] } }, { a: [1] }],
  ['$pull of what is missing does nothing', { b: 1 }, { $pull: { 'a.c': 1 } }, { b: 1 }],
  ['a replacement keeps the _id', { a: 1 }, { b: 2 }, { b: 2 }],
]

describe('updates', () => {
  it.each(vectors)('%s', (_, before, update, after) => {
    expect(text(apply(before, update))).toBe(text({ _id: 1, ...after }))
  })

  it.each(vectors)('leaves what was read as it was: %s', (_, before, update) => {
    const read = typed({ _id: 1, ...before })
    parseUpdate(typed(update)).apply(read)
    expect(text(read)).toBe(text(typed({ _id: 1, ...before })))
  })

  it.each<[object, object, number, string]>([
    [{}, { $rename: { a: 'b' } }, 9, '$rename'],
    [{}, { $mul: { a: 2 } }, 9, '$mul'],
    [{}, { $pop: { a: 1 } }, 9, '$pop'],
    [{}, { $pullAll: { a: [1] } }, 9, '$pullAll'],
    [{}, { $currentDate: { a: true } }, 9, '$currentDate'],
    [{}, { $set: { a: 1 }, b: 2 }, 9, 'b'],
    [{}, { $set: 1 }, 9, '$set'],
    [{}, { $set: { 'a.$': 1 } }, 2, '$'],
    [{}, { $set: { 'a.$[x].b': 1 } }, 2, '$[x]'],
    [{}, { $set: { a: { $b: 1 } } }, 52, '$b'],
    [{}, { $set: { 'a.': 1 } }, 56, 'a.'],
    [{}, { $push: { a: { $each: [1], $position: 0 } } }, 2, '$position'],
    [{}, { $push: { a: { $slice: 1 } } }, 115, '$slice'],
    [{}, { $push: { a: { $each: 1 } } }, 2, '$each'],
    [{}, { $push: { a: { $each: [], $sort: { b: 2 } } } }, 2, '$sort'],
    [{}, { $addToSet: { a: { $each: [], $sort: 1 } } }, 2, '$sort'],
    [{}, { $pull: { a: { $size: 1 } } }, 2, '$size'],
    [{}, { $inc: { a: 'x' } }, 14, 'a'],
    [{ a: 'x' }, { $inc: { a: 1 } }, 14, 'a'],
    [{ a: true }, { $inc: { a: 1 } }, 14, 'a'],
    [{ a: Long.MAX_VALUE }, { $inc: { a: 1 } }, 2, '64 bits'],
    [{ a: 1 }, { $push: { a: 1 } }, 2, 'a'],
    [{ a: 1 }, { $addToSet: { a: 1 } }, 2, 'a'],
    [{ a: 1 }, { $pull: { a: 1 } }, 2, 'a'],
    [{ a: 1 }, { $set: { 'a.b': 1 } }, 28, 'b'],
    [{ a: null }, { $pull: { 'a.0': 1 } }, 28, 'a'],
    [{ a: [1] }, { $set: { 'a.b': 1 } }, 28, 'b'],
    [{ a: [] }, { $set: { 'a.2000000': 1 } }, 2, 'backfill'],
    [{}, { $set: { a: 1, 'a.b': 2 } }, 40, 'a.b'],
    [{}, { $set: { a: 1 }, $setOnInsert: { a: 2 } }, 40, 'a'],
    [{}, { $set: { _id: 2 } }, 66, '_id'],
    [{}, { $unset: { _id: '' } }, 66, '_id'],
    [{}, { _id: 2 }, 66, '_id'],
  ])('on %j refuses %j with %i, naming %s', (before, update, code, name) => {
    expect(() => apply(before, update)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(name) }),
    )
  })

  it('refuses a pipeline by name', () => {
    expect(() => parseUpdate([typed({ $set: { a: 1 } })])).toThrow(/pipeline/)
  })
})

describe('upserts', () => {
  it.each<[string, object, object, object]>([
    [
      'take equalities from the filter, _id first',
      { b: 1, _id: 'x', c: { $gt: 2 } },
      { $set: { a: 1 } },
      { _id: 'x', b: 1, a: 1 },
    ],
    [
      'also from $and, $eq, dotted paths and $in of one value (second engine)',
      { _id: 1, $and: [{ 'a.b': { $eq: 2 } }], c: { $in: [3] } },
      { $inc: { n: 1 } },
      { _id: 1, a: { b: 2 }, c: 3, n: 1 },
    ],
    ['apply $setOnInsert', { _id: 1 }, { $setOnInsert: { a: 1 }, $inc: { b: 1 } }, { _id: 1, a: 1, b: 1 }],
    ['let the update overrule the filter', { _id: 1, a: 1 }, { $set: { a: 2 } }, { _id: 1, a: 2 }],
    ['insert a replacement with the _id of the filter', { _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
    [
      'insert null for an equality with null',
      { _id: 1, a: null },
      { $set: { b: 1 } },
      { _id: 1, a: null, b: 1 },
    ],
  ])('%s', (_, filter, update, inserted) => {
    expect(text(upsert(filter, update))).toBe(text(inserted))
  })

  it('give a new ObjectId where there is no _id', () => {
    expect(Object.keys(upsert({ a: 1 }, { $set: { b: 1 } }))).toEqual(['_id', 'a', 'b'])
  })

  it.each<[object, object, number]>([
    [{ a: 1, $and: [{ a: 2 }] }, { $set: { b: 1 } }, 54],
    [{ a: 1, 'a.b': 2 }, { $set: { c: 1 } }, 54],
    [{ _id: 1 }, { $setOnInsert: { _id: 2 } }, 66],
    [{ _id: 1 }, { _id: 2 }, 66],
  ])('by %j with %j are refused with %i', (filter, update, code) => {
    expect(() => upsert(filter, update)).toThrow(expect.objectContaining({ code }))
  })
})
