import { clockText, isInside, nextInside } from '../../local-time.ts'
import { spread } from '../../stable-hash.ts'
import { type Gate, pass, passBy } from './gate.ts'

/**
 * Marketing arrives only at decent hours of the customer's own day. What waits is released over the first half hour after
 * the opening, each touch at its own stable moment, so that a night's backlog is not one burst.
 */
export const quietHoursGate: Gate = {
  name: 'quietHours',
  check({ message, customer, channel, touch, now, limits }) {
    if (message.purpose !== 'marketing') return pass
    const zone = customer.profile.timeZone
    const window = limits.channelHours[channel] ?? limits.hours
    const { settings } = limits
    if (isInside(now, window, zone)) return passBy(settings)
    const opening = nextInside(now, window, zone)
    const until = new Date(opening.getTime() + spread(touch._id, limits.spreadMs))
    return {
      verdict: 'defer',
      reason: 'quietHours',
      until,
      inputs: { zone, from: clockText(window.fromMinute), to: clockText(window.toMinute), settings },
    }
  },
}
