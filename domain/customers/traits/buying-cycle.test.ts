import { describe, expect, it } from 'vitest'
import { buyingCycle, isCycleKnown, overdueDays, purchaseOccasions } from './buying-cycle.ts'

const hourMs = 3_600_000
const noon = (day: number) => new Date(Date.parse('2025-01-01T12:00:00+08:00') + day * 24 * hourMs)
const cycleOf = (...times: Date[]) => buyingCycle(purchaseOccasions(times))
const on = (...days: string[]) => days.map((day) => new Date(`${day}T20:00:00+08:00`))

describe('the buying cycle', () => {
  it.each([
    { told: 'one day', times: [0].map(noon), days: undefined, confidence: undefined, known: false },
    { told: '0, 28', times: [0, 28].map(noon), days: 28, confidence: 0.33, known: false },
    { told: '0, 30, 60', times: [0, 30, 60].map(noon), days: 30, confidence: 0.5, known: true },
    { told: '0, 28, 63', times: [0, 28, 63].map(noon), days: 32, confidence: 0.45, known: true },
    {
      told: '0, 0, 30, 31, 61',
      times: [0, 0, 30, 31, 61].map(noon),
      days: 30,
      confidence: 0.41,
      known: true,
    },
    {
      told: '0, 30, 31, 61, 91, 121',
      times: [0, 30, 31, 61, 91, 121].map(noon),
      days: 30,
      confidence: 0.58,
      known: true,
    },
    {
      told: 'an order every 23.5 hours, 20 times',
      times: Array.from({ length: 20 }, (_, n) => noon((n * 23.5) / 24)),
      days: 1,
      confidence: 0.86,
      known: true,
    },
    {
      told: 'weekly, with a second order 25 hours later, 13 days',
      times: Array.from({ length: 13 }, (_, n) => noon(7 * (n >> 1) + (n % 2) * (25 / 24))),
      days: 4,
      confidence: 0.32,
      known: false,
    },
    {
      told: 'the 25th of six months',
      times: on('2025-01-25', '2025-02-25', '2025-03-25', '2025-04-25', '2025-05-25', '2025-06-25'),
      days: 31,
      confidence: 0.7,
      known: true,
    },
    { told: '0, 400', times: [0, 400].map(noon), days: undefined, confidence: undefined, known: false },
    { told: 'a year apart', times: [0, 365].map(noon), days: 365, confidence: 0.33, known: false },
  ])('of purchases on $told is $days with confidence $confidence', ({ times, days, confidence, known }) => {
    const cycle = cycleOf(...times)
    expect([cycle?.days, cycle?.confidence]).toEqual([days, confidence])
    expect(isCycleKnown(cycle?.confidence)).toBe(known)
  })

  it('is that of the last thirteen occasions: what was before tells nothing', () => {
    const lately = Array.from({ length: 13 }, (_, n) => 300 + n * 10)
    expect(cycleOf(...[0, 3, 9, 200, ...lately].map(noon))).toEqual(cycleOf(...lately.map(noon)))
  })

  it('is of local days, whatever hour an order came', () => {
    const times = ['2026-01-01T23:30:00+08:00', '2026-01-31T00:30:00+08:00'].map((at) => new Date(at))
    expect(cycleOf(...times)).toMatchObject({ days: 30, nextOn: '2026-03-02' })
  })
})

describe('the day of the month', () => {
  it.each([
    {
      days: ['2025-01-25', '2025-02-25', '2025-03-24', '2025-04-26', '2025-05-25', '2025-06-27'],
      day: 25,
      next: '2025-07-25',
    },
    { days: ['2025-01-31', '2025-02-28', '2025-03-31', '2025-04-30'], day: 31, next: '2025-05-31' },
    { days: ['2025-12-31', '2026-01-31', '2026-02-28'], day: 31, next: '2026-03-31' },
    // Around the turn of a month it is the shorter way that counts.
    { days: ['2025-03-01', '2025-03-30', '2025-05-01', '2025-06-01'], day: 1, next: '2025-07-01' },
  ])('of $days is $day', ({ days, day, next }) => {
    expect(cycleOf(...on(...days))).toMatchObject({ dayOfMonth: day, nextOn: next })
  })

  it.each([
    {
      told: 'of days all over the month',
      days: ['2025-01-01', '2025-02-15', '2025-03-25', '2025-04-08', '2025-05-20', '2025-06-03'],
    },
    { told: 'of two occasions', days: ['2025-01-25', '2025-02-25'] },
    { told: 'of a cycle that is no month', days: ['2025-01-25', '2025-03-25', '2025-05-25'] },
  ])('there is none $told', ({ days }) => {
    expect(cycleOf(...on(...days))?.dayOfMonth).toBeNull()
  })
})

it('overdue is counted in local days from the expected one, and nothing before it', () => {
  const expected = new Date('2026-03-02T00:00:00+08:00')
  const at = (text: string) => overdueDays(expected, new Date(text))
  expect(at('2026-02-20T12:00:00+08:00')).toBe(0)
  expect(at('2026-03-02T23:59:00+08:00')).toBe(0)
  expect(at('2026-03-03T00:00:00+08:00')).toBe(1)
  expect(at('2026-04-02T00:30:00+08:00')).toBe(31)
})
