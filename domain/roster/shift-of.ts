import { DateTime } from 'luxon'
import type { Roster, Shift } from '../../models/rosters.ts'

/** What a roster says of somebody who does not work that day. */
export const off = '休'

/** The name of the shift somebody has on a local day `2026-12-01`, or `off`; undefined for whom the roster does not name. */
export function shiftNameOn(roster: Roster, userid: string, day: string): string | undefined {
  const row = roster.week.find((one) => one.userid === userid)
  if (row === undefined) return undefined
  const exception = roster.exceptions.find((one) => one.day === day && one.userid === userid)
  return exception?.shift ?? row.days[DateTime.fromISO(day).weekday - 1] ?? off
}

/** The shift itself; null when they are off. */
export function shiftOn(roster: Roster, userid: string, day: string): Shift | null {
  const name = shiftNameOn(roster, userid, day)
  return roster.shifts.find((shift) => shift.name === name) ?? null
}
