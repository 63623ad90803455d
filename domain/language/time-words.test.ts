import { describe, expect, it } from 'vitest'
import { durationSchema, parseDuration } from './duration.ts'
import { localWindowSchema } from './local-window.ts'
import { readMoment, resolveMoment } from './moment.ts'

const hour = 3_600_000

describe('a duration', () => {
  it.each([
    ['48 hours', 48 * hour],
    ['3 days', 72 * hour],
    ['10 minutes', hour / 6],
    ['1 day', 24 * hour],
    ['2 weeks', 336 * hour],
  ])('reads %s', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each(['3', '3d', 'three days', '1.5 hours', '-3 days', '3 months', '3  days', ''])(
    'refuses %j',
    (text) => {
      expect(() => parseDuration(text)).toThrow(RangeError)
      expect(durationSchema.safeParse(text).success).toBe(false)
    },
  )

  it.each(['0 days', '401 days'])('refuses %s in a definition', (text) => {
    expect(durationSchema.safeParse(text).success).toBe(false)
  })
})

describe('a moment', () => {
  const now = new Date('2026-03-31T09:00:00+08:00')
  it.each([
    ['30 days ago', '2026-03-01T09:00:00+08:00'],
    ['3 days from now', '2026-04-03T09:00:00+08:00'],
    ['1 month ago', '2026-02-28T09:00:00+08:00'],
    ['6 months ago', '2025-09-30T09:00:00+08:00'],
    ['1 year ago', '2025-03-31T09:00:00+08:00'],
    ['2026-01-01T00:00:00+08:00', '2026-01-01T00:00:00+08:00'],
  ])('reads %s', (text, at) => {
    const moment = readMoment(text)
    expect(moment && resolveMoment(moment, now)).toEqual(new Date(at))
  })

  it.each([
    '2026-02-30T10:00:00+08:00',
    '2026-02-29T00:00:00+08:00',
    '2026-03-01T24:61:00+08:00',
    '2026-03-01T24:00:00+08:00',
    '2026-03-01T10:60:00+08:00',
    '2026-03-01T10:00:00+25:00',
    'yesterday',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-13-01T00:00:00Z',
    '30 days',
  ])('refuses %s', (text) => expect(readMoment(text)).toBeNull())
})

it('refuses a window that ends before it begins, or is not a time of day', () => {
  expect(localWindowSchema.parse('09:30-24:00')).toEqual({ fromMinute: 570, toMinute: 1440 })
  for (const text of ['20:00-08:00', '10:00-10:00', '25:00-26:00', '9-17']) {
    expect(localWindowSchema.safeParse(text).success).toBe(false)
  }
})
