import { Binary, Double, Long, ObjectId } from 'bson'
import { describe, expect, it } from 'vitest'
import { type BsonDocument, decode, encode } from '../bson/value.ts'
import { parseFilter } from './filter.ts'

// Vectors: a filter, documents it matches, documents it does not. Those marked "second engine" were found by comparing with
// a second server on random documents.

type Vector = [title: string, filter: object, matching: object[], others: object[]]

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n))
const slots = (...days: number[]): object => ({ slots: days.map((n) => ({ touch: `t${n}`, at: day(n) })) })

const vectors: Vector[] = [
  [
    'equality compares numbers by value',
    { a: 1 },
    [{ a: new Double(1) }, { a: Long.ONE }],
    [{ a: '1' }, { a: true }],
  ],
  [
    '64-bit integers are compared exactly',
    { a: Long.fromString('9007199254740993') },
    [{ a: Long.fromString('9007199254740993') }],
    [{ a: new Double(9007199254740992) }],
  ],
  ['-0 is 0', { a: 0 }, [{ a: new Double(-0) }], [{ a: null }]],
  ['NaN equals NaN and is in no range', { a: Number.NaN }, [{ a: Number.NaN }], [{ a: 0 }]],
  ['NaN is not less than a number', { a: { $lt: 5 } }, [{ a: 4 }], [{ a: Number.NaN }]],
  ['NaN is greater or equal to itself', { a: { $gte: Number.NaN } }, [{ a: Number.NaN }], [{ a: 1 }]],
  ['null matches missing', { a: null }, [{}, { a: null }, { a: [1, null] }], [{ a: [] }, { a: 0 }]],
  [
    "$eq null matches missing (Agenda's lock)",
    { lockedAt: { $eq: null } },
    [{}, { lockedAt: null }],
    [{ lockedAt: day(1) }],
  ],
  [
    '$ne null excludes missing',
    { a: { $ne: null } },
    [{ a: 0 }, { a: [] }],
    [{}, { a: null }, { a: [null] }],
  ],
  [
    'null below an array asks each element that is a document',
    { 'a.b': null },
    [{ a: [{ b: 1 }, {}] }, { a: 4 }, {}],
    [{ a: [] }, { a: [1, 2] }, { a: [{ b: 1 }] }],
  ],
  [
    'a document equals field by field, in order',
    { a: { x: 1, y: 2 } },
    [{ a: { x: 1, y: 2 } }, { a: [{ x: 1, y: 2 }] }],
    [{ a: { y: 2, x: 1 } }, { a: { x: 1 } }],
  ],
  [
    'an array equals as a whole or as an element',
    { a: [1, 2] },
    [{ a: [1, 2] }, { a: [[1, 2]] }],
    [{ a: [2, 1] }, { a: [1] }],
  ],
  [
    'ranges keep to their type',
    { a: { $gte: 1 } },
    [{ a: 1 }, { a: [0, 2] }],
    [{ a: '2' }, { a: day(1) }, { a: [[2]] }, {}],
  ],
  [
    'a range over an array may be met by two elements',
    { a: { $gt: 5, $lt: 3 } },
    [{ a: [1, 9] }],
    [{ a: [4] }],
  ],
  [
    '$elemMatch must be met by one element',
    { a: { $elemMatch: { $gt: 3, $lt: 5 } } },
    [{ a: [1, 4] }],
    [{ a: [1, 9] }, { a: 4 }, { a: [[4]] }],
  ],
  [
    '$elemMatch of documents',
    { a: { $elemMatch: { x: 1, y: { $gt: 1 } } } },
    [{ a: [{ x: 1, y: 2 }] }],
    [{ a: [{ x: 1 }, { y: 2 }] }, { a: { x: 1, y: 2 } }],
  ],
  [
    '$elemMatch takes an inner array for a document of positions (second engine)',
    { a: { $elemMatch: { b: null } } },
    [{ a: [[1]] }, { a: [{}] }],
    [{ a: [1] }, { a: [] }],
  ],
  [
    '$elemMatch by logical operators is about documents',
    { a: { $elemMatch: { $or: [{ x: 1 }, { x: 2 }] } } },
    [{ a: [{ x: 2 }] }],
    [{ a: [{ x: 3 }] }, { a: [1] }],
  ],
  ['$gte null means null or missing', { a: { $gte: null } }, [{}, { a: null }], [{ a: 1 }]],
  ['$gt null matches nothing', { a: { $gt: null } }, [], [{}, { a: null }, { a: 1 }]],
  [
    '$in with null matches missing',
    { a: { $in: [1, null] } },
    [{}, { a: new Double(1) }, { a: [3, 1] }],
    [{ a: 2 }],
  ],
  ['$in of nothing matches nothing', { a: { $in: [] } }, [], [{}, { a: 1 }]],
  ['$nin is all of not', { a: { $nin: [1, 'x'] } }, [{}, { a: 2 }], [{ a: [2, 1] }, { a: 'x' }]],
  ['$ne looks at every element', { tags: { $ne: 'x' } }, [{ tags: ['y'] }, {}], [{ tags: ['y', 'x'] }]],
  ['$exists tells null from missing', { a: { $exists: true } }, [{ a: null }, { a: [] }], [{}]],
  [
    '$exists false',
    { 'a.b': { $exists: false } },
    [{}, { a: [] }, { a: 1 }],
    [{ a: { b: null } }, { a: [{}, { b: 1 }] }],
  ],
  [
    'a numeric part is a position and a field',
    { 'a.0': 5 },
    [{ a: [5] }, { a: { 0: 5 } }, { a: [{ 0: 5 }] }],
    [{ a: [1, 5] }],
  ],
  [
    'an array picked by its position is not opened (second engine)',
    { 'a.0': 1 },
    [{ a: [1] }],
    [{ a: [[1, 2]] }],
  ],
  ['positions go into inner arrays', { 'a.0.1': 2 }, [{ a: [[1, 2]] }], [{ a: [[2]] }]],
  [
    'a scalar at a position is not "missing" below it (second engine)',
    { 'a.1.b': null },
    [{ a: [1, {}] }, {}],
    [{ a: [1, 2] }, { a: [] }],
  ],
  [
    'a path beyond a position',
    { 'slots.1.at': { $gte: day(2) } },
    [slots(5, 2)],
    [slots(5, 1), slots(5), slots(), {}],
  ],
  [
    'the free cap slot: the second newest is not of today',
    { 'slots.touch': { $ne: 'T' }, 'slots.1.at': { $not: { $gte: day(2) } } },
    [{}, slots(), slots(3), slots(3, 1)],
    [slots(3, 2), { slots: [{ touch: 'T', at: day(1) }] }],
  ],
  [
    '$not matches where the path is missing',
    { a: { $not: { $gt: 1 } } },
    [{}, { a: 1 }, { a: 'x' }],
    [{ a: 2 }, { a: [0, 2] }],
  ],
  ['$not of a regular expression', { a: { $not: /^x/ } }, [{}, { a: 'y' }], [{ a: 'xy' }]],
  [
    '$regex finds escaped text, whatever the case with i',
    { a: { $regex: 'a\\.b\\-', $options: 'i' } },
    [{ a: 'xA.B-' }, { a: ['A.b-'] }],
    [{ a: 'aXb-' }, { a: 1 }],
  ],
  [
    '$and, $or and $nor',
    { $and: [{ $or: [{ a: 1 }, { b: 1 }] }, { $nor: [{ c: 1 }] }] },
    [{ a: 1 }, { b: 1, c: 2 }],
    [{ a: 1, c: 1 }, { c: 2 }],
  ],
  ['strings are ordered by UTF-8 bytes', { a: { $gt: '\uffee' } }, [{ a: '😀' }], [{ a: '客' }]],
  [
    'binary is ordered by length first',
    { a: { $lt: new Binary(Buffer.from('b')) } },
    [{ a: new Binary(Buffer.from('a')) }],
    [{ a: new Binary(Buffer.from('aa')) }],
  ],
  [
    'ObjectIds are ordered',
    { a: { $gt: new ObjectId('0'.repeat(24)) } },
    [{ a: new ObjectId('f'.repeat(24)) }],
    [{ a: 'f' }],
  ],
  [
    'fields named like object methods are just fields',
    { constructor: null, toString: { $exists: false } },
    [{}],
    [{ constructor: 1 }],
  ],
  ['the empty filter matches everything', {}, [{}, { a: 1 }], []],
]

describe('filters', () => {
  it.each(vectors)('%s', (_, filter, matching, others) => {
    const { matches } = parseFilter(typed(filter))
    for (const document of matching) expect(matches(typed(document)), JSON.stringify(document)).toBe(true)
    for (const document of others) expect(matches(typed(document)), JSON.stringify(document)).toBe(false)
  })

  it.each([
    [{ $where: 'true' }, 2, '$where'],
    [{ $expr: {} }, 2, '$expr'],
    [{ $text: {} }, 2, '$text'],
    [{ a: { $mod: [2, 0] } }, 2, '$mod'],
    [{ a: { $size: 1 } }, 2, '$size'],
    [{ a: { $all: [1] } }, 2, '$all'],
    [{ a: { $type: 'int' } }, 2, '$type'],
    [{ a: { $gt: 1, b: 2 } }, 2, 'b'],
    [{ a: { $elemMatch: { $size: 1 } } }, 2, '$size'],
    [{ a: { $elemMatch: { b: { $all: [] } } } }, 2, '$all'],
    [{ $or: [{ a: { $not: { $mod: [2, 0] } } }] }, 2, '$mod'],
    [{ a: { $not: { $gt: 1, $lt: 5 } } }, 115, '$not'],
    [{ a: { $not: 1 } }, 2, '$not'],
    [{ a: { $in: 1 } }, 2, '$in'],
    [{ a: { $in: [/x/] } }, 115, '$in'],
    [{ a: { $regex: 'a.*b' } }, 115, 'a.*b'],
    [{ a: { $regex: 'a', $options: 'x' } }, 115, "'x'"],
    [{ a: { $options: 'i' } }, 2, '$options'],
    [{ $and: [] }, 2, '$and'],
    [{ $and: {} }, 2, '$and'],
    [{ 'a..b': 1 }, 56, 'a..b'],
    [{ 'a.$': 1 }, 2, '$'],
    [{ 'a.$[]': 1 }, 2, '$[]'],
  ])('refuses %j with %i, naming %s', (filter, code, name) => {
    expect(() => parseFilter(typed(filter))).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(name) }),
    )
  })
})

/** As it would arrive over the wire, with typed numbers. */
function typed(document: object): BsonDocument {
  return decode(encode(document))
}
