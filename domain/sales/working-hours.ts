import { DateTime } from 'luxon'

/** When salespeople work: ISO weekdays (1 = Monday), local hours, IANA zone. */
export interface WorkingHours {
  days: number[]
  fromHour: number
  toHour: number
  zone: string
}

export const defaultWorkingHours: WorkingHours = {
  days: [1, 2, 3, 4, 5, 6],
  fromHour: 9,
  toHour: 18,
  zone: 'Asia/Shanghai',
}

/** Whether `at` lies inside working hours. */
export function isWorking(at: Date, hours: WorkingHours): boolean {
  const local = DateTime.fromJSDate(at, { zone: hours.zone })
  return hours.days.includes(local.weekday) && local.hour >= hours.fromHour && local.hour < hours.toHour
}

/** `at` itself when it lies inside working hours, else the next opening. */
export function nextWorking(at: Date, hours: WorkingHours): Date {
  if (isWorking(at, hours)) return at
  const local = DateTime.fromJSDate(at, { zone: hours.zone })
  for (let days = 0; days <= 7; days++) {
    const opening = local.plus({ days }).startOf('day').set({ hour: hours.fromHour })
    if (hours.days.includes(opening.weekday) && opening.toMillis() >= at.getTime()) return opening.toJSDate()
  }
  throw new RangeError('working hours name no day of the week')
}

/** The moment `ms` of working time after `start` have passed. */
export function addWorkingTime(start: Date, ms: number, hours: WorkingHours): Date {
  let at = nextWorking(start, hours)
  let left = ms
  for (;;) {
    const closing = DateTime.fromJSDate(at, { zone: hours.zone }).startOf('day').set({ hour: hours.toHour })
    const today = closing.toMillis() - at.getTime()
    if (left <= today) return new Date(at.getTime() + left)
    left -= today
    at = nextWorking(closing.toJSDate(), hours)
  }
}
