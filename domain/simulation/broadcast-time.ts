import type { Calendar } from '../calendar/calendar.ts'
import { nextOfFestival } from '../calendar/festival-entries.ts'
import type { EntryDefinition } from '../language/entry.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { atMinuteOfDay, localTime } from '../local-time.ts'
import type { Stretch } from './walk.ts'

/**
 * A broadcast whose time is not within the stretch, as if it came at its hour at the beginning of the stretch; everything else
 * as it is, with null. So it can be said of one that is still to come what it would have done.
 */
export function withTimeIn(
  journey: JourneyDefinition,
  { from, to }: Stretch,
  calendar: Calendar,
): { journey: JourneyDefinition; at: Date | null } {
  const { entry, writtenAs } = journey
  const time = writtenAs === 'broadcast' ? timeOf(entry, from, calendar) : null
  if (time === null || (time.next !== null && time.next > from && time.next < to))
    return { journey, at: null }
  const today = atMinuteOfDay(localTime(from), time.minute)
  const at = (today.toJSDate() > from ? today : today.plus({ days: 1 })).toJSDate()
  const { when, again } = entry
  const schedule = { kind: 'at' as const, iso: at.toISOString() }
  return { journey: { ...journey, entry: { kind: 'schedule', schedule, when, again } }, at }
}

/** Its hour, as minutes of the local day, and when it comes next after `from`; null for what has no time. */
function timeOf(
  entry: EntryDefinition,
  from: Date,
  calendar: Calendar,
): { minute: number; next: Date | null } | null {
  if (entry.kind === 'festival')
    return { minute: entry.atMinute, next: nextOfFestival(entry, calendar, from)?.at ?? null }
  if (entry.kind !== 'schedule' || entry.schedule.kind !== 'at') return null
  const next = new Date(entry.schedule.iso)
  const local = localTime(next)
  return { minute: local.hour * 60 + local.minute, next }
}
