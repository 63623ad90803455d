import { describe, expect, it } from 'vitest'
import { createSealing } from './sealing.ts'

const oldKey = { kid: 'k1', key: Buffer.alloc(32, 1) }
const newKey = { kid: 'k2', key: Buffer.alloc(32, 2) }
const blindIndex = Buffer.alloc(32, 3)

describe('values encrypted at rest', () => {
  it('come back as they were, and look different each time', () => {
    const sealing = createSealing({ data: [oldKey], blindIndex })
    const [a, b] = [sealing.seal('+8613800000000 李四'), sealing.seal('+8613800000000 李四')]
    expect(sealing.unseal(a)).toBe('+8613800000000 李四')
    expect(a.ct).not.toBe(b.ct)
  })

  it('are sealed with the first key and opened with any', () => {
    const before = createSealing({ data: [oldKey], blindIndex }).seal('x')
    const rotated = createSealing({ data: [newKey, oldKey], blindIndex })
    expect(rotated.unseal(before)).toBe('x')
    expect(rotated.seal('x').kid).toBe('k2')
    expect(() => createSealing({ data: [newKey], blindIndex }).unseal(before)).toThrow('no data key k1')
  })

  it('are refused when a single bit was changed', () => {
    const sealing = createSealing({ data: [oldKey], blindIndex })
    const sealed = sealing.seal('13800000000')
    for (let n = 0; n < Buffer.from(sealed.ct, 'base64').length; n++) {
      const bytes = Buffer.from(sealed.ct, 'base64')
      bytes[n]! ^= 1
      expect(() => sealing.unseal({ ...sealed, ct: bytes.toString('base64') })).toThrow()
    }
    expect(() => sealing.unseal({ ...sealed, ct: sealed.ct.slice(0, 20) })).toThrow()
  })

  it('are found by a fingerprint that only depends on the index key', () => {
    const one = createSealing({ data: [oldKey], blindIndex })
    const rotated = createSealing({ data: [newKey, oldKey], blindIndex })
    const elsewhere = createSealing({ data: [oldKey], blindIndex: Buffer.alloc(32, 4) })
    expect(one.blindIndex('+8613800000000')).toBe(rotated.blindIndex('+8613800000000'))
    expect(one.blindIndex('+8613800000000')).not.toBe(one.blindIndex('+8613800000001'))
    expect(one.blindIndex('+8613800000000')).not.toBe(elsewhere.blindIndex('+8613800000000'))
  })

  it('cannot be set up with missing, repeated or short keys', () => {
    expect(() => createSealing({ data: [], blindIndex })).toThrow('at least one')
    expect(() => createSealing({ data: [oldKey, oldKey], blindIndex })).toThrow('same kid')
    expect(() => createSealing({ data: [{ kid: 'k', key: Buffer.alloc(16) }], blindIndex })).toThrow(
      '32 bytes',
    )
    expect(() => createSealing({ data: [oldKey], blindIndex: Buffer.alloc(8) })).toThrow('32 bytes')
  })
})
