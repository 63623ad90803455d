import { LunarDay, LunarMonth, type SolarDay, SolarTerm } from 'tyme4ts'
import type { DayRule } from '../language/day-rule.ts'
import { readDay } from '../language/moment.ts'

/** The days of a solar year that a rule means, as `2026-09-25`; a lunar day may come twice or never in one. */
export function daysInYear(rule: DayRule, year: number): string[] {
  return candidates(rule, year).filter((day) => day.startsWith(`${year}-`) && readDay(day) !== null)
}

function candidates(rule: DayRule, year: number): string[] {
  switch (rule.kind) {
    case 'once':
      return [rule.day]
    case 'yearly':
      return [`${year}-${rule.monthDay}`]
    case 'lunar':
      return [year - 1, year].map((lunarYear) => lunarDay(lunarYear, rule.month, rule.day))
    case 'term':
      // The terms of a year begin with the 冬至 of the one before.
      return [year, year + 1].map((of) => isoOf(SolarTerm.fromName(of, rule.term).getSolarDay()))
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
