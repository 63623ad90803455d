import type { CompanyRules } from '../../language/settings.ts'
import { atMinuteOfDay, defaultZone, isoDay, localTime } from '../../local-time.ts'

/** How long people join before the salesperson is asked, ms. */
const collectMs = 10 * 60_000
/** Nobody is asked for something they would have less time for, ms. */
const leastTimeMs = 30 * 60_000

/** How a send wants to be confirmed: at once, as a 群发 has its own time, and until when (minutes since midnight). */
export interface Confirming {
  atOnce?: true
  untilMinute?: number
}

/** A time in which people join, then one in which the salesperson may confirm; all on one day of the company. */
export interface Window {
  day: string
  opensAt: Date
  closesAt: Date
  expiresAt: Date
}

type Rules = Pick<CompanyRules['groupSends'], 'windows' | 'confirmUntil'>

/**
 * The window `now` lies in, or the next one. Flows share the few windows of a day, so that a salesperson is asked a few times
 * and for many; what has its own time is collected in tens of minutes, whenever it comes.
 */
export function windowAt(now: Date, rules: Rules, how: Confirming = {}): Window {
  if (how.atOnce) {
    const own = windowFrom(new Date(Math.floor(now.getTime() / collectMs) * collectMs), rules, how)
    if (leavesTime(own)) return own
  }
  const today = localTime(now, defaultZone)
  for (let days = 0; ; days++) {
    for (const minute of [...rules.windows].sort((a, b) => a - b)) {
      const opensAt = atMinuteOfDay(today.plus({ days }), minute).toJSDate()
      const window = windowFrom(opensAt, rules, how)
      if (now < window.closesAt && (leavesTime(window) || days > 1)) return window
    }
  }
}

export const isOpen = ({ opensAt, closesAt }: Window, now: Date): boolean => now >= opensAt && now < closesAt

function windowFrom(opensAt: Date, { confirmUntil }: Rules, { untilMinute }: Confirming): Window {
  const local = localTime(opensAt, defaultZone)
  return {
    day: isoDay(opensAt, defaultZone),
    opensAt,
    closesAt: new Date(opensAt.getTime() + collectMs),
    expiresAt: atMinuteOfDay(local, untilMinute ?? confirmUntil).toJSDate(),
  }
}

function leavesTime({ closesAt, expiresAt }: Window): boolean {
  return expiresAt.getTime() - closesAt.getTime() >= leastTimeMs
}
