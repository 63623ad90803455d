import { LunarDay, LunarMonth, type SolarDay, SolarTerm } from 'tyme4ts'
import type { DayRule } from '../language/day-rule.ts'
import { readDay } from '../language/moment.ts'

/** A day, and which one of those a rule means it is: the year it counts for, 农历 for a lunar day. */
export interface Occurrence {
  /** `2026-09-25` */
  day: string
  of: number
}

/** The days of a solar year that a rule means; a lunar day may come twice or never in one. */
export function daysInYear(rule: DayRule, year: number): Occurrence[] {
  return candidates(rule, year).filter(({ day }) => day.startsWith(`${year}-`) && readDay(day) !== null)
}

function candidates(rule: DayRule, year: number): Occurrence[] {
  switch (rule.kind) {
    case 'once':
      return [{ day: rule.day, of: year }]
    case 'yearly':
      return [{ day: `${year}-${rule.monthDay}`, of: year }]
    case 'lunar':
      return [year - 1, year].map((of) => ({ day: lunarDay(of, rule.month, rule.day), of }))
    case 'term':
      // The terms of a year begin with the 冬至 of the one before.
      return [year, year + 1].map((of) => ({
        day: isoOf(SolarTerm.fromName(of, rule.term).getSolarDay()),
        of: year,
      }))
  }
}

function lunarDay(year: number, month: number, day: number): string {
  const last = LunarMonth.fromYm(year, month).getDayCount()
  return isoOf(LunarDay.fromYmd(year, month, Math.min(day, last)).getSolarDay())
}

function isoOf(day: SolarDay): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${day.getYear()}-${two(day.getMonth())}-${two(day.getDay())}`
}
