import { describe, expect, it } from 'vitest'
import { dateOfTrait, nextInWindow, zoneOf } from './local-time.ts'

const tenToEight = { fromMinute: 600, toMinute: 1200 }
const customerIn = (timeZone?: string) => ({ profile: { registeredAt: new Date(0), timeZone } })

describe('nextInWindow', () => {
  it.each([
    ['an open window needs no waiting', '2026-03-02T12:00:00+08:00', '2026-03-02T12:00:00+08:00'],
    ['before it opens: the same day', '2026-03-02T09:59:00+08:00', '2026-03-02T10:00:00+08:00'],
    ['the opening minute is inside', '2026-03-02T10:00:00+08:00', '2026-03-02T10:00:00+08:00'],
    ['the closing minute is outside', '2026-03-02T20:00:00+08:00', '2026-03-03T10:00:00+08:00'],
    ['after it closed: the next day', '2026-03-02T23:30:00+08:00', '2026-03-03T10:00:00+08:00'],
  ])('%s', (_, at, expected) => {
    expect(nextInWindow(new Date(at), tenToEight, 'Asia/Shanghai')).toEqual(new Date(expected))
  })

  it('opens at 10:00 on the wall clock on both sides of a summer-time change', () => {
    // New York: 2026-03-07 is -05:00, 2026-03-08 (from 02:00 on) is -04:00.
    expect(nextInWindow(new Date('2026-03-07T21:00:00-05:00'), tenToEight, 'America/New_York')).toEqual(
      new Date('2026-03-08T10:00:00-04:00'),
    )
    expect(nextInWindow(new Date('2026-10-31T21:00:00-04:00'), tenToEight, 'America/New_York')).toEqual(
      new Date('2026-11-01T10:00:00-05:00'),
    )
  })

  it('opens an hour later on the clock when summer time skips the opening time', () => {
    const halfPastTwo = { fromMinute: 150, toMinute: 300 }
    expect(nextInWindow(new Date('2026-03-08T00:30:00-05:00'), halfPastTwo, 'America/New_York')).toEqual(
      new Date('2026-03-08T03:30:00-04:00'),
    )
  })
})

describe('zoneOf', () => {
  it('is Shanghai for a customer without a zone or with one nobody knows', () => {
    expect(zoneOf(customerIn())).toBe('Asia/Shanghai')
    expect(zoneOf(customerIn('Mars/Base'))).toBe('Asia/Shanghai')
    expect(zoneOf(customerIn('Europe/Berlin'))).toBe('Europe/Berlin')
  })
})

describe('dateOfTrait', () => {
  it('reads a bare day as its beginning in the customer zone', () => {
    expect(dateOfTrait('2026-03-05', 'Asia/Shanghai')).toEqual(new Date('2026-03-05T00:00:00+08:00'))
  })
  it('is null for what is no date', () => {
    expect(dateOfTrait('soon', 'Asia/Shanghai')).toBeNull()
    expect(dateOfTrait(5, 'Asia/Shanghai')).toBeNull()
    expect(dateOfTrait(undefined, 'Asia/Shanghai')).toBeNull()
  })
})
