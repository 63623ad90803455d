import type { AnswerOf, InputOf } from '../../api/operations.ts'

export type Roster = AnswerOf<'get', '/rosters/{department}'>
export type Content = Omit<InputOf<'put', '/rosters/{department}'>['body'], 'rev'>

export const off = '休'

/** What is being written: everybody of the department has a row, those without one so far none that is saved. */
export function contentOf(roster: Roster): Content {
  const { shifts, week, exceptions } = roster
  return {
    shifts: shifts.map((shift) => ({ ...shift })),
    week: week.map(({ userid, days }) => ({ userid, days: [...days] })),
    exceptions: exceptions.map((one) => ({ ...one })),
  }
}

/** The days of somebody; null for whom the roster does not name. */
export function daysOf(content: Content, userid: string): readonly string[] | null {
  return content.week.find((row) => row.userid === userid)?.days ?? null
}

/** Somebody's day of the week set; whoever was not named is from now on, off on the other days. */
export function withDay(content: Content, userid: string, weekday: number, shift: string): Content {
  const days = daysOf(content, userid) ?? Array<string>(7).fill(off)
  const row = { userid, days: days.map((before, at) => (at === weekday ? shift : before)) }
  const isNamed = content.week.some((one) => one.userid === userid)
  const week = isNamed
    ? content.week.map((one) => (one.userid === userid ? row : one))
    : [...content.week, row]
  return { ...content, week }
}

/** Without somebody: they work by the hours of shop or company, and their single days go. */
export function withoutPerson(content: Content, userid: string): Content {
  return {
    ...content,
    week: content.week.filter((row) => row.userid !== userid),
    exceptions: content.exceptions.filter((one) => one.userid !== userid),
  }
}
