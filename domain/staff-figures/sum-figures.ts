import type { BehaviourFigures, StaffFigures } from '../../models/staff-figures.ts'

/** A member's days together. */
export interface SummedFigures extends BehaviourFigures {
  days: number
}

/** Pure: the days of each member together. How well they answered is weighed by the chats of the day. */
export function sumFigures(days: readonly StaffFigures[]): Map<string, SummedFigures> {
  const byStaff = new Map<string, StaffFigures[]>()
  for (const day of days) byStaff.set(day.staff, [...(byStaff.get(day.staff) ?? []), day])
  return new Map([...byStaff].map(([staff, theirs]) => [staff, summed(theirs)]))
}

function summed(days: readonly StaffFigures[]): SummedFigures {
  const sum = (of: (day: StaffFigures) => number) => days.reduce((total, day) => total + of(day), 0)
  const mean = (of: 'replyPercent' | 'replyMinutes'): number | undefined => {
    const told = days.filter((day) => day[of] !== undefined && day.chats > 0)
    const chats = told.reduce((total, day) => total + day.chats, 0)
    if (chats === 0) return undefined
    return told.reduce((total, day) => total + (day[of] ?? 0) * day.chats, 0) / chats
  }
  const [replyPercent, replyMinutes] = [mean('replyPercent'), mean('replyMinutes')]
  return {
    days: days.length,
    applies: sum(({ applies }) => applies),
    contacts: sum(({ contacts }) => contacts),
    chats: sum(({ chats }) => chats),
    messages: sum(({ messages }) => messages),
    losses: sum(({ losses }) => losses),
    ...(replyPercent !== undefined && { replyPercent }),
    ...(replyMinutes !== undefined && { replyMinutes }),
  }
}
