import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addWorkingTime,
  defaultWorkingHours as hours,
  hoursInForce,
  isWorking,
  nextWorking,
  workingMsBetween,
} from './working-hours.ts'

const at = (local: string) => new Date(`${local}+08:00`)
const hour = 3_600_000

describe('working hours (Mon–Sat 09:00–18:00, Shanghai)', () => {
  it('keeps a moment inside working hours and moves any other to the next opening', () => {
    expect(nextWorking(at('2026-03-02T10:30:00'), hours)).toEqual(at('2026-03-02T10:30:00'))
    expect(nextWorking(at('2026-03-02T07:00:00'), hours)).toEqual(at('2026-03-02T09:00:00'))
    expect(nextWorking(at('2026-03-02T18:00:00'), hours)).toEqual(at('2026-03-03T09:00:00'))
    expect(nextWorking(at('2026-03-08T12:00:00'), hours)).toEqual(at('2026-03-09T09:00:00'))
  })

  it('counts the two hours of an SLA over the evening and over Sunday', () => {
    expect(addWorkingTime(at('2026-03-02T10:00:00'), 2 * hour, hours)).toEqual(at('2026-03-02T12:00:00'))
    expect(addWorkingTime(at('2026-03-02T17:30:00'), 2 * hour, hours)).toEqual(at('2026-03-03T10:30:00'))
    expect(addWorkingTime(at('2026-03-07T17:00:00'), 2 * hour, hours)).toEqual(at('2026-03-09T10:00:00'))
    expect(addWorkingTime(at('2026-03-07T22:00:00'), 2 * hour, hours)).toEqual(at('2026-03-09T11:00:00'))
  })

  it('adds up: waiting a and then b is waiting a + b, and always ends at or between opening and closing', () => {
    const starts = fc.integer({
      min: at('2026-01-01T00:00:00').getTime(),
      max: at('2027-01-01T00:00:00').getTime(),
    })
    const spans = fc.integer({ min: 1, max: 40 * hour })
    fc.assert(
      fc.property(starts, spans, spans, (start, a, b) => {
        const once = addWorkingTime(new Date(start), a + b, hours)
        const twice = addWorkingTime(addWorkingTime(new Date(start), a, hours), b, hours)
        expect(once).toEqual(twice)
        expect(isWorking(new Date(once.getTime() - 1), hours)).toBe(true)
        expect(workingMsBetween(new Date(start), once, hours)).toBe(a + b)
        expect(workingMsBetween(once, new Date(start), hours)).toBe(-(a + b))
      }),
      { numRuns: 200 },
    )
  })
})

it('takes from the company only what neither team nor person say; days off add up', () => {
  const company = { days: [1, 2], fromMinute: 600, toMinute: 660, daysOff: ['2026-10-01'] }
  const zone = 'Asia/Urumqi'
  expect(hoursInForce(undefined, company)).toEqual({ ...company, zone: 'Asia/Shanghai' })
  expect(hoursInForce({ zone, daysOff: ['2026-10-01', '2026-12-01'], days: [7] }, company)).toEqual({
    days: [7],
    fromMinute: 600,
    toMinute: 660,
    zone,
    daysOff: ['2026-10-01', '2026-12-01'],
  })
  const own = { zone, daysOff: [], fromMinute: 0, toMinute: 60 }
  expect(hoursInForce(own, company)).toMatchObject({ days: [1, 2], fromMinute: 0, toMinute: 60 })
})

it('heeds what was announced of single days: holidays are off, a shifted Sunday is worked, own days off stay', () => {
  const officialOn = (day: string) => (day === '2026-03-02' ? 'off' : day === '2026-03-08' ? 'work' : null)
  const announced = { ...hours, officialOn }
  expect(nextWorking(at('2026-03-02T10:00:00'), announced)).toEqual(at('2026-03-03T09:00:00'))
  expect(nextWorking(at('2026-03-08T10:00:00'), announced)).toEqual(at('2026-03-08T10:00:00'))
  const off = { ...announced, daysOff: ['2026-03-08'] }
  expect(nextWorking(at('2026-03-08T10:00:00'), off)).toEqual(at('2026-03-09T09:00:00'))
  const { officialOn: _, ...company } = hoursInForce(undefined, { ...hours, officialOn })
  expect(hoursInForce({ ...company, daysOff: [] }, { ...hours, officialOn }).officialOn).toBe(officialOn)
})
