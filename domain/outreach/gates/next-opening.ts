import type { Calendar, SilentDay } from '../../calendar/calendar.ts'
import { isInside, isoDay, type LocalWindow, nextDayStart, nextInside } from '../../local-time.ts'
import { spread } from '../../stable-hash.ts'
import type { GateInput } from './gate.ts'

/** When marketing may arrive on a channel, as the rules in force say. */
export function windowOf({ limits, channel }: Pick<GateInput, 'limits' | 'channel'>): LocalWindow {
  return limits.channelHours[channel] ?? limits.hours
}

/** Further than any row of silent days. */
const mostDays = 400

export interface Opening {
  at: Date
  /** The first 静默日 that was in the way. */
  silent: SilentDay | null
}

/** `from` itself inside the window of a day that is not silent, else the next such opening. */
export function openingFrom(
  from: Date,
  window: LocalWindow,
  calendar: Pick<Calendar, 'silentOn'>,
  zone: string | undefined,
): Opening {
  let at = from
  let first: SilentDay | null = null
  for (let days = 0; days < mostDays; days++) {
    const today = calendar.silentOn(isoDay(at, zone))
    if (today === null && isInside(at, window, zone)) break
    first ??= today
    at = today === null ? nextInside(at, window, zone) : nextDayStart(at, zone)
  }
  return { at, silent: first }
}

/**
 * When a touch that must wait is released. What waits is spread over the first half hour after the opening, each touch at
 * its own stable moment, so that a night's backlog is not one burst; what is worth nothing after a time, within that time.
 */
export function releaseFrom(from: Date, input: GateInput): Opening {
  const { customer, calendar, touch, limits, request } = input
  const opening = openingFrom(from, windowOf(input), calendar, customer.profile.timeZone)
  const left = (request.useBy?.getTime() ?? Number.POSITIVE_INFINITY) - opening.at.getTime()
  const delayMs = spread(touch._id, Math.min(limits.spreadMs, left))
  return { ...opening, at: new Date(opening.at.getTime() + delayMs) }
}
