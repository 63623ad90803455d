import type { EntryDefinition } from '../language/entry.ts'
import { atMinuteOfDay, defaultZone, isoDay, localTime } from '../local-time.ts'
import type { Calendar } from './calendar.ts'

type FestivalEntry = Extract<EntryDefinition, { kind: 'festival' }>

/** One time an entry comes. Whichever day the calendar gives it by then, `of` is the year of the festival. */
interface FestivalTime {
  at: Date
  of: number
}

/** The first time the entry comes after `after`, as the calendar stands; null when it never does again. */
export function nextOfFestival(entry: FestivalEntry, calendar: Calendar, after: Date): FestivalTime | null {
  const { festival, offsetDays, atMinute } = entry
  for (
    let from = isoDay(
      localTime(after)
        .minus({ days: offsetDays + 1 })
        .toJSDate(),
    );
    ;
  ) {
    const next = calendar.nextFestival(festival, from)
    if (next === null) return null
    const day = localTime(new Date(`${next.day}T12:00:00+08:00`), defaultZone)
    const at = atMinuteOfDay(day.plus({ days: offsetDays }), atMinute).toJSDate()
    if (at > after) return { at, of: next.of }
    from = day.plus({ days: 1 }).toISODate() as string
  }
}

/** The last time it came in (after, until]; null when it did not. */
export function lastOfFestival(
  entry: FestivalEntry,
  calendar: Calendar,
  after: Date,
  until: Date,
): FestivalTime | null {
  let last: FestivalTime | null = null
  for (
    let next = nextOfFestival(entry, calendar, after);
    next !== null && next.at <= until;
    next = nextOfFestival(entry, calendar, next.at)
  ) {
    last = next
  }
  return last
}
