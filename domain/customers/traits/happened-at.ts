import type { KeluEvent } from '../../../models/event.ts'

/** When an event happened, never later than we heard of it: a phone with a wrong clock must not be "seen" in the future. */
export function happenedAt(event: KeluEvent): Date {
  return event.at < event.receivedAt ? event.at : event.receivedAt
}

/** The later of a date trait and another time. */
export function laterOf(known: unknown, at: Date): Date {
  return known instanceof Date && known > at ? known : at
}
