import { type Calendar, createCalendar } from '../calendar/calendar.ts'
import type { Snapshot } from './snapshot.ts'

const known = new WeakMap<object, Calendar>()

/** All calendars published under this snapshot as one; worked out once for each. */
export function calendarInForce({ registry, versionOf }: Pick<Snapshot, 'registry' | 'versionOf'>): Calendar {
  const made = known.get(registry)
  if (made !== undefined) return made
  const parts = registry.calendars.map((definition) => ({
    definition,
    version: versionOf('calendar', definition.id) ?? undefined,
  }))
  const calendar = createCalendar(parts)
  known.set(registry, calendar)
  return calendar
}
