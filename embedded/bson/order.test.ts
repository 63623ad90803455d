import { Binary, Double, Long, UUID } from 'bson'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { value } from '../testing/generators.ts'
import { compare, inverted, keyOf } from './key.ts'
import { type BsonValue, decode, encode } from './value.ts'

const typed = (one: unknown): BsonValue => decode(encode({ one })).one!
const typedValue = value.map(typed)

describe('the order of values', () => {
  it('goes by type first', () => {
    const ascending = [null, 5, 'a', {}, [], Buffer.from(''), false, new Date(-1)].map(typed)
    expect([...ascending].reverse().sort(compare)).toEqual(ascending)
  })

  it('is exact for numbers of different types around 2^53 and 2^63', () => {
    const ascending = [
      new Double(Number.NaN),
      new Double(Number.NEGATIVE_INFINITY),
      Long.MIN_VALUE,
      new Double(-0.5),
      new Double(9007199254740992),
      Long.fromString('9007199254740993'),
      Long.fromString('9007199254740995'),
      Long.MAX_VALUE,
      new Double(2 ** 63),
    ]
    expect([...ascending].reverse().sort(compare)).toEqual(ascending)
    const keys = ascending.map((one) => keyOf(one).toString('hex'))
    expect([...keys].sort()).toEqual(keys)
  })

  it('is the byte order of index keys, ascending and inverted, whatever follows the key', () => {
    fc.assert(
      fc.property(typedValue, typedValue, typedValue, (a, b, next) => {
        const order = Math.sign(compare(a, b))
        const tail = keyOf(next)
        const [keyA, keyB] = [keyOf(a), keyOf(b)]
        expect(Math.sign(Buffer.compare(keyA, keyB))).toBe(order)
        if (order === 0) return
        expect(Math.sign(Buffer.compare(Buffer.concat([keyA, tail]), keyB))).toBe(order)
        expect(Math.sign(Buffer.compare(Buffer.concat([inverted(keyA), tail]), inverted(keyB)))).toBe(-order)
      }),
      { numRuns: 2000 },
    )
  })

  it('of binaries goes by length, then subtype, then bytes', () => {
    const ascending = [
      new Binary(Buffer.from('z')),
      new Binary(Buffer.alloc(16, 255)),
      new UUID('00000000-0000-4000-8000-000000000000'),
      new UUID('00000000-0000-4000-8000-000000000001'),
      new UUID('ff000000-0000-4000-8000-000000000000'),
      new Binary(Buffer.alloc(16), 128),
      new Binary(Buffer.alloc(17)),
    ].map(typed)
    expect([...ascending].reverse().sort(compare)).toEqual(ascending)
  })

  it('keeps strings with zero bytes apart', () => {
    const ascending = ['', '\0', '\0a', 'a', 'a\0', 'a\0b', 'ab']
    expect([...ascending].sort((a, b) => Buffer.compare(keyOf(a), keyOf(b)))).toEqual(ascending)
  })
})
