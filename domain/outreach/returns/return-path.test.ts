import { describe, expect, it } from 'vitest'
import { createReturnPaths } from './return-path.ts'

const paths = createReturnPaths('a link key of many bytes')
const at = new Date('2026-03-02T10:00:00.123+08:00')
const token = paths.tokenOf({ ref: 'run:步骤:1#2', at })

describe('the token of a return path', () => {
  it('names the moment and the reference, and fits into an address', () => {
    expect(token).toMatch(/^[0-9a-f]{52}$/)
    expect(paths.read(token)).toEqual({ at, refDigest: paths.refDigest('run:步骤:1#2') })
    expect(paths.refDigest('run:步骤:1#1')).not.toBe(paths.refDigest('run:步骤:1#2'))
  })

  it('survives a server that changes its case', () => {
    expect(paths.read(token.toUpperCase())).toEqual(paths.read(token))
  })

  it('is refused with any single digit changed', () => {
    for (let place = 0; place < token.length; place += 1) {
      const other = token[place] === '0' ? '1' : '0'
      expect(paths.read(token.slice(0, place) + other + token.slice(place + 1))).toBeNull()
    }
  })

  it.each(['', 'ab', `${token}0`, token.slice(1), `${token.slice(1)}g`])('is not "%s"', (other) => {
    expect(paths.read(other)).toBeNull()
  })

  it('of another key is none', () => {
    expect(createReturnPaths('another key of many bytes').read(token)).toBeNull()
  })
})

describe('the seal of a Message-ID', () => {
  it('proves the reference it was made for, and no other', () => {
    const seal = paths.sealOf('run:1:send:1#1')
    expect(paths.isSealed('run:1:send:1#1', seal)).toBe(true)
    expect(paths.isSealed('run:1:send:1#2', seal)).toBe(false)
    expect(paths.isSealed('run:1:send:1#1', '')).toBe(false)
  })
})
