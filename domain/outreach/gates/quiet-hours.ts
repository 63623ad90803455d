import { clockText, isInside, isoDay } from '../../local-time.ts'
import { type Gate, pass, passBy } from './gate.ts'
import { releaseFrom, windowOf } from './next-opening.ts'

/** Marketing arrives only at decent hours of the customer's own day, and never on a 静默日. */
export const quietHoursGate: Gate = {
  name: 'quietHours',
  check(input) {
    const { message, customer, now, limits, calendar } = input
    if (message.purpose !== 'marketing') return pass
    const zone = customer.profile.timeZone
    const window = windowOf(input)
    const { settings } = limits
    if (isInside(now, window, zone) && calendar.silentOn(isoDay(now, zone)) === null) return passBy(settings)
    const { at: until, silent } = releaseFrom(now, input)
    const hours = { zone, from: clockText(window.fromMinute), to: clockText(window.toMinute), settings }
    if (silent === null) return { verdict: 'defer', reason: 'quietHours', until, inputs: hours }
    const inputs = { ...hours, calendar: silent.calendar }
    return { verdict: 'defer', reason: `silentDay:${silent.name}`, until, inputs }
  },
}
