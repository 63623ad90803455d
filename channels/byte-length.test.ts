import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteLength, cutBytes } from './byte-length.ts'

describe('cutting a text to bytes', () => {
  it('leaves a text alone that fits exactly', () => {
    expect(cutBytes('客旅客旅', 12)).toBe('客旅客旅')
  })

  it('ends a cut text with an ellipsis inside the limit', () => {
    // Four Han are 12 bytes; 11 bytes leave 8 for text beside the 3 of the ellipsis: two Han.
    expect(cutBytes('客旅客旅', 11)).toBe('客旅…')
  })

  it('does not take a joined character apart', () => {
    const family = '👨‍👩‍👧'
    expect(cutBytes(`ab${family}${family}`, 30)).toBe(`ab${family}…`)
  })

  it('never exceeds the limit and never makes a broken character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 60 }), (text, max) => {
        const cut = cutBytes(text, max)
        expect(byteLength(cut)).toBeLessThanOrEqual(max)
        expect(cut.isWellFormed()).toBe(true)
      }),
    )
  })
})
