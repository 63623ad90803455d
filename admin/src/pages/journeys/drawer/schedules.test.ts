import { expect, it } from 'vitest'
import { readDays, writeDays } from './days.ts'
import { readSchedule, writeSchedule } from './schedules.ts'

it.each([
  [{ cron: '0 10 * * *' }, { kind: 'daily', time: '10:00' }],
  [{ cron: '30 9 * * 1,5' }, { kind: 'weekly', time: '09:30', weekdays: [1, 5] }],
  [{ cron: '0 10 1,15 * *' }, { kind: 'monthly', time: '10:00', days: [1, 15] }],
  [{ cron: '0 20 9 9 *' }, { kind: 'yearly', time: '20:00', month: 9, day: 9 }],
  [{ at: '2026-12-31T10:00:00+08:00' }, { kind: 'once', at: '2026-12-31T10:00:00+08:00' }],
  // Nothing a form says: it stays as it is written.
  [{ cron: '*/5 * * * *' }, { kind: 'cron', cron: '*/5 * * * *' }],
  [{ cron: '0 10 13 * 5' }, { kind: 'cron', cron: '0 10 13 * 5' }],
])('the time %j is filled in as a form, and written as it was', (written, form) => {
  expect(readSchedule(written)).toEqual(form)
  expect(writeSchedule(readSchedule(written))).toEqual(written)
})

it('Sunday is the seventh day, however it is written', () => {
  expect(readSchedule({ cron: '0 10 * * 0,6' })).toEqual({ kind: 'weekly', time: '10:00', weekdays: [7, 6] })
  expect(writeSchedule({ kind: 'weekly', time: '10:00', weekdays: [6, 7] })).toEqual({ cron: '0 10 * * 0,6' })
})

it.each(['working day', { weekdays: [1, 5] }, { dayOfMonth: 15 }])(
  'the days %j are read and written',
  (on) => {
    expect(writeDays(readDays(on))).toEqual(on)
  },
)

it('any day is not written', () => {
  expect(readDays(undefined)).toEqual({ kind: 'any' })
  expect(writeDays({ kind: 'any' })).toBeNull()
})
