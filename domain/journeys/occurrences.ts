import { Cron } from 'croner'
import { DateTime } from 'luxon'
import type { Customer } from '../../models/customer.ts'
import { readTrait } from '../audience/fields.ts'
import { anniversaryOfTrait, dateOfTrait } from '../customers/date-of-trait.ts'
import type { EntryDefinition } from '../language/entry.ts'
import { atMinuteOfDay, defaultZone, zoneOf } from '../local-time.ts'

type ScheduleEntry = Extract<EntryDefinition, { kind: 'schedule' }>
type DateEntry = Extract<EntryDefinition, { kind: 'date' }>

/** The first time a schedule comes after `after`; null when it never does again. Cron fields are Asia/Shanghai. */
export function nextOfSchedule({ schedule }: ScheduleEntry, after: Date): Date | null {
  if (schedule.kind === 'at') {
    const at = new Date(schedule.iso)
    return at > after ? at : null
  }
  return new Cron(schedule.cron, { paused: true, timezone: defaultZone }).nextRun(after)
}

/** The last time a schedule came in (after, until]; null when it did not. Missed times are made up for once. */
export function lastOfSchedule(entry: ScheduleEntry, after: Date, until: Date): Date | null {
  let last: Date | null = null
  for (
    let next = nextOfSchedule(entry, after);
    next !== null && next <= until;
    next = nextOfSchedule(entry, next)
  ) {
    last = next
  }
  return last
}

/**
 * When a customer's date (its `value` in clear, where the trait is sealed; plus the offset, at the entry's local time of day) falls into (after, until]; null when it does not.
 * A yearly one takes month and day of the trait, which may be all it has (`05-20`); 29 February is 28 February in other years.
 */
export function dateWithin(
  entry: DateEntry,
  customer: Customer,
  after: Date,
  until: Date,
  value: unknown = readTrait(customer, entry.trait),
): Date | null {
  const zone = zoneOf(customer)
  const read = entry.yearly ? anniversaryOfTrait : dateOfTrait
  const date = read(value, zone)
  if (date === null) return null
  const given = DateTime.fromJSDate(date, { zone })
  const years = entry.yearly ? yearsAround(after, until) : [given.year]
  for (const year of years) {
    const shifted = given.set({ year }).plus({ milliseconds: entry.offsetMs })
    const moment = (
      entry.atMinute === undefined ? shifted : atMinuteOfDay(shifted, entry.atMinute)
    ).toJSDate()
    if (moment > after && moment <= until) return moment
  }
  return null
}

/** An offset of up to 400 days can carry a date over two turns of the year. */
function yearsAround(after: Date, until: Date): number[] {
  const first = after.getUTCFullYear() - 2
  const last = until.getUTCFullYear() + 2
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
