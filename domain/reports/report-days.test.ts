import { describe, expect, it } from 'vitest'
import { defaultReportRules } from '../language/report-rules.ts'
import { kindsOn, nextReportAt, periodOfReport } from './report-days.ts'

const at = (local: string) => new Date(`${local}+08:00`)
const rules = defaultReportRules

it('日报 tells of the day before, 周报 of the whole week before, on whichever day it is sent', () => {
  expect(periodOfReport('daily', at('2026-03-01T00:10'))).toEqual({ from: '2026-02-28', to: '2026-02-28' })
  const week = { from: '2026-02-23', to: '2026-03-01' }
  expect(periodOfReport('weekly', at('2026-03-02T08:30'))).toEqual(week)
  expect(periodOfReport('weekly', at('2026-03-08T23:59'))).toEqual(week)
})

it('周报 comes on its weekday, beside that day’s 日报', () => {
  expect(kindsOn(at('2026-03-02T08:30'), rules)).toEqual(['daily', 'weekly'])
  expect(kindsOn(at('2026-03-03T08:30'), rules)).toEqual(['daily'])
})

describe('the next report', () => {
  it('comes at the time of the settings', () => {
    expect(nextReportAt(at('2026-03-02T08:29'), rules)).toEqual(at('2026-03-02T08:30'))
    expect(nextReportAt(at('2026-03-02T08:30'), rules)).toEqual(at('2026-03-03T08:30'))
  })
  it('waits for its weekday where there is no 日报, and never comes where there is none at all', () => {
    expect(nextReportAt(at('2026-03-02T09:00'), { ...rules, daily: 'off' })).toEqual(at('2026-03-09T08:30'))
    expect(nextReportAt(at('2026-03-02T09:00'), { ...rules, daily: 'off', weekly: 'off' })).toBeNull()
  })
})
