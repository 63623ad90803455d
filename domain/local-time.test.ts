import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkWindow,
  clockText,
  isInside,
  nextDailyAt,
  nextDayStart,
  nextInside,
  nextWeekStart,
  weekStart,
  zoneOf,
} from './local-time.ts'

const zones = fc.constantFrom(
  'Asia/Shanghai',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Pacific/Apia',
  undefined,
  'Not/AZone',
)
const instants = fc.date({ min: new Date('2024-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
const windows = fc.constantFrom(
  { fromMinute: 8 * 60, toMinute: 22 * 60 },
  { fromMinute: 9 * 60, toMinute: 20 * 60 },
  { fromMinute: 135, toMinute: 225 },
)

describe('a window of the local day', () => {
  it('is always reached later, never earlier, and lies inside', () => {
    fc.assert(
      fc.property(instants, zones, windows, (at, zone, window) => {
        const next = nextInside(at, window, zone)
        expect(next.getTime()).toBeGreaterThanOrEqual(at.getTime())
        // On the night clocks go forward 02:15 may not exist; the opening is then the first minute that does.
        if (window.fromMinute !== 135) expect(isInside(next, window, zone)).toBe(true)
        expect(next.getTime() - at.getTime()).toBeLessThanOrEqual(26 * 3_600_000)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps a time that is inside as it is', () => {
    const at = new Date('2026-03-02T10:00:00+08:00')
    expect(nextInside(at, { fromMinute: 9 * 60, toMinute: 20 * 60 })).toEqual(at)
  })

  it.each([
    ['2026-03-02T07:59:59+08:00', '2026-03-02T08:00:00+08:00'],
    ['2026-03-02T22:00:00+08:00', '2026-03-03T08:00:00+08:00'],
  ])('%s waits until %s', (at, opening) => {
    expect(nextInside(new Date(at), { fromMinute: 8 * 60, toMinute: 22 * 60 }, 'Asia/Shanghai')).toEqual(
      new Date(opening),
    )
  })

  it('opens at 08:00 local time on both sides of a clock change', () => {
    // Germany goes to summer time on 29 March 2026.
    const window = { fromMinute: 8 * 60, toMinute: 22 * 60 }
    expect(nextInside(new Date('2026-03-28T22:30:00+01:00'), window, 'Europe/Berlin')).toEqual(
      new Date('2026-03-29T08:00:00+02:00'),
    )
  })
})

describe('natural days and weeks', () => {
  it('start the week on Monday', () => {
    expect(weekStart(new Date('2026-03-08T23:00:00+08:00'), undefined)).toEqual(
      new Date('2026-03-02T00:00:00+08:00'),
    )
    expect(nextWeekStart(new Date('2026-03-08T23:00:00+08:00'), undefined)).toEqual(
      new Date('2026-03-09T00:00:00+08:00'),
    )
  })

  it('know that a day with a clock change has 23 hours', () => {
    expect(nextDayStart(new Date('2026-03-29T00:00:00+01:00'), 'Europe/Berlin')).toEqual(
      new Date('2026-03-30T00:00:00+02:00'),
    )
  })
})

const tenToEight = { fromMinute: 600, toMinute: 1200 }
const customerIn = (timeZone?: string) => ({ profile: { timeZone } })

describe('nextInside', () => {
  it.each([
    ['an open window needs no waiting', '2026-03-02T12:00:00+08:00', '2026-03-02T12:00:00+08:00'],
    ['before it opens: the same day', '2026-03-02T09:59:00+08:00', '2026-03-02T10:00:00+08:00'],
    ['the opening minute is inside', '2026-03-02T10:00:00+08:00', '2026-03-02T10:00:00+08:00'],
    ['the closing minute is outside', '2026-03-02T20:00:00+08:00', '2026-03-03T10:00:00+08:00'],
    ['after it closed: the next day', '2026-03-02T23:30:00+08:00', '2026-03-03T10:00:00+08:00'],
  ])('%s', (_, at, expected) => {
    expect(nextInside(new Date(at), tenToEight, 'Asia/Shanghai')).toEqual(new Date(expected))
  })

  it('opens at 10:00 on the wall clock on both sides of a summer-time change', () => {
    // New York: 2026-03-07 is -05:00, 2026-03-08 (from 02:00 on) is -04:00.
    expect(nextInside(new Date('2026-03-07T21:00:00-05:00'), tenToEight, 'America/New_York')).toEqual(
      new Date('2026-03-08T10:00:00-04:00'),
    )
    expect(nextInside(new Date('2026-10-31T21:00:00-04:00'), tenToEight, 'America/New_York')).toEqual(
      new Date('2026-11-01T10:00:00-05:00'),
    )
  })

  it('opens an hour later on the clock when summer time skips the opening time', () => {
    const halfPastTwo = { fromMinute: 150, toMinute: 300 }
    expect(nextInside(new Date('2026-03-08T00:30:00-05:00'), halfPastTwo, 'America/New_York')).toEqual(
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

describe('a window', () => {
  it('is shown as a clock shows it', () => {
    expect([0, 570, 1_440].map(clockText)).toEqual(['00:00', '09:30', '24:00'])
  })
  it.each([
    [600, 600],
    [1_200, 600],
    [-1, 60],
    [0, 1_441],
    [0.5, 60],
  ])('from %d to %d is refused', (fromMinute, toMinute) => {
    expect(() => checkWindow({ fromMinute, toMinute })).toThrow(RangeError)
  })
})

describe('nextDailyAt', () => {
  it('is today before the time and tomorrow from it on', () => {
    expect(nextDailyAt(600, new Date('2026-03-02T09:00:00+08:00'))).toEqual(
      new Date('2026-03-02T10:00:00+08:00'),
    )
    expect(nextDailyAt(600, new Date('2026-03-02T10:00:00+08:00'), 'America/New_York')).toEqual(
      new Date('2026-03-02T10:00:00-05:00'),
    )
    expect(nextDailyAt(600, new Date('2026-03-02T10:00:00+08:00'))).toEqual(
      new Date('2026-03-03T10:00:00+08:00'),
    )
  })
})
