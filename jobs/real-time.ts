import type { Clock } from '../domain/clock.ts'

/** When the machine's clock will show what the business clock shows at `due`, if both go on at the same pace. */
export function realTimeOf(due: Date, clock: Clock): Date {
  return new Date(Date.now() + due.getTime() - clock.now().getTime())
}
