import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isInside, nextDayStart, nextInside, nextWeekStart, weekStart } from './local-time.ts'

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
  { from: '08:00', to: '22:00' },
  { from: '09:00', to: '20:00' },
  { from: '02:15', to: '03:45' },
)

describe('a window of the local day', () => {
  it('is always reached later, never earlier, and lies inside', () => {
    fc.assert(
      fc.property(instants, zones, windows, (at, zone, window) => {
        const next = nextInside(at, zone, window)
        expect(next.getTime()).toBeGreaterThanOrEqual(at.getTime())
        // On the night clocks go forward 02:15 may not exist; the opening is then the first minute that does.
        if (window.from !== '02:15') expect(isInside(next, zone, window)).toBe(true)
        expect(next.getTime() - at.getTime()).toBeLessThanOrEqual(26 * 3_600_000)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps a time that is inside as it is', () => {
    const at = new Date('2026-03-02T10:00:00+08:00')
    expect(nextInside(at, undefined, { from: '09:00', to: '20:00' })).toEqual(at)
  })

  it.each([
    ['2026-03-02T07:59:59+08:00', '2026-03-02T08:00:00+08:00'],
    ['2026-03-02T22:00:00+08:00', '2026-03-03T08:00:00+08:00'],
  ])('%s waits until %s', (at, opening) => {
    expect(nextInside(new Date(at), 'Asia/Shanghai', { from: '08:00', to: '22:00' })).toEqual(
      new Date(opening),
    )
  })

  it('opens at 08:00 local time on both sides of a clock change', () => {
    // Germany goes to summer time on 29 March 2026.
    const window = { from: '08:00', to: '22:00' }
    expect(nextInside(new Date('2026-03-28T22:30:00+01:00'), 'Europe/Berlin', window)).toEqual(
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
