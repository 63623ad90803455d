import { DateTime } from 'luxon'
import type { Roster, Shift } from '../../models/rosters.ts'
import { off } from './shift-of.ts'

/** What a roster says, without who wrote it when. */
export type RosterContent = Pick<Roster, 'shifts' | 'week' | 'exceptions'>

/** What is wrong at which place, such as `shifts.0.name` (zh-CN). */
export type RosterFaults = Record<string, string>

export const mostShifts = 12
export const mostPeople = 500
export const mostExceptions = 5_000
const daysOfWeek = 7
const longestName = 11

/** How Chinese shops usually divide their day. */
export const usualShifts: readonly Shift[] = [
  { name: '早', fromMinute: 600, toMinute: 1_080 },
  { name: '晚', fromMinute: 840, toMinute: 1_320 },
  { name: '全天', fromMinute: 600, toMinute: 1_320 },
]

/** Everything that cannot be; empty when all can. */
export function faultsOf({ shifts, week, exceptions }: RosterContent): RosterFaults {
  const faults: RosterFaults = {}
  if (shifts.length > mostShifts) faults.shifts = `班次最多 ${mostShifts} 种`
  if (week.length > mostPeople) faults.week = `一张排班表最多 ${mostPeople} 人`
  if (exceptions.length > mostExceptions) faults.exceptions = `单独的日子最多 ${mostExceptions} 条`
  const names = new Set<string>([off])
  shifts.forEach(({ name, fromMinute, toMinute }, at) => {
    const place = `shifts.${at}`
    if (name.trim() === '' || [...name].length > longestName)
      faults[`${place}.name`] = `写 1 到 ${longestName} 个字`
    else if (names.has(name)) faults[`${place}.name`] = `已经有「${name}」了`
    names.add(name)
    if (fromMinute >= toMinute) faults[`${place}.to`] = '下班要晚于上班，过夜的班分成两天写'
  })
  const people = new Set<string>()
  week.forEach(({ userid, days }, at) => {
    if (people.has(userid)) faults[`week.${at}.userid`] = `${userid} 写了两行，留一行`
    people.add(userid)
    if (days.length !== daysOfWeek) faults[`week.${at}.days`] = '从周一到周日写七天'
    days.forEach((name, day) => {
      if (!names.has(name)) faults[`week.${at}.days.${day}`] = `没有「${name}」这个班次`
    })
  })
  const said = new Set<string>()
  exceptions.forEach(({ day, userid, shift }, at) => {
    const place = `exceptions.${at}`
    if (!DateTime.fromISO(day).isValid) faults[`${place}.day`] = '没有这一天'
    if (!people.has(userid)) faults[`${place}.userid`] = `${userid} 不在这张排班表里`
    if (!names.has(shift)) faults[`${place}.shift`] = `没有「${shift}」这个班次`
    if (said.has(`${day} ${userid}`)) faults[`${place}.day`] = `${userid} 在 ${day} 写了两次，留一次`
    said.add(`${day} ${userid}`)
  })
  return faults
}
