import type { Deadline } from './moments.ts'
import { type HoursInForce, workingMsBetween } from './working-hours.ts'

/** Accepting and finishing have working time; an appointment is a moment. */
export function leftOf({ to, at }: Deadline, now: Date, hours: HoursInForce): number {
  if (to === 'lookAgain') return at.getTime() - now.getTime()
  const left = workingMsBetween(now, at, hours)
  // Over is over, also where none of it was working time.
  return at < now ? Math.min(left, -1) : left
}
