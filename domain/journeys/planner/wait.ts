import type { DateTime } from 'luxon'
import { readTrait } from '../../audience/fields.ts'
import { dateOfTrait } from '../../customers/date-of-trait.ts'
import { endOfSpan } from '../../language/span.ts'
import type { WaitSpec, WaitStep } from '../../language/steps/wait.ts'
import type { WaitDays } from '../../language/wait-days.ts'
import { atMinuteOfDay, localTime, nextInside, zoneOf } from '../../local-time.ts'
import { shortened } from './shortened.ts'
import type { Planner, Situation } from './situation.ts'

/** Counts from the arrival at the step; a date that is past continues now. */
export const planWait: Planner<'wait'> = (step, situation) => {
  const target = targetOf(step.wait, situation)
  const earliest = target !== null && target > situation.now ? target : situation.now
  const until = shortened(nextOpening(earliest, step, situation), situation.run)
  return {
    effects: [],
    move: until > situation.now ? { kind: 'stay', until, listens: [] } : { kind: 'goto', stepId: step.next },
  }
}

/** `at` itself when its day and its hour will do, else the beginning of the next that does. */
function nextOpening(at: Date, { on, between = wholeDay }: WaitStep, situation: Situation): Date {
  const zone = zoneOf(situation.customer)
  let opening = between === wholeDay ? at : nextInside(at, between, zone)
  if (on === undefined) return opening
  // A year has every kind of day there is, unless its calendar has no working day at all: then nothing is worth waiting for.
  for (let days = 0; days < 400; days += 1) {
    const day = localTime(opening, zone)
    if (isOneOf(on, day, situation)) return opening
    opening = atMinuteOfDay(day.plus({ days: 1 }), between.fromMinute).toJSDate()
  }
  return at
}

const wholeDay = { fromMinute: 0, toMinute: 24 * 60 }

function isOneOf(on: WaitDays, day: DateTime, { isWorkingDay }: Situation): boolean {
  switch (on.kind) {
    case 'working':
      return isWorkingDay(day.toISODate() ?? '')
    case 'weekdays':
      return on.weekdays.includes(day.weekday)
    case 'ofMonth':
      return day.day === Math.min(on.dayOfMonth, day.endOf('month').day)
  }
}

function targetOf(wait: WaitSpec, { run, customer }: Situation): Date | null {
  switch (wait.kind) {
    case 'for':
    case 'months':
      return endOfSpan(run.enteredStepAt, wait)
    case 'at':
      return new Date(wait.iso)
    case 'trait': {
      const date = dateOfTrait(readTrait(customer, wait.trait), zoneOf(customer))
      return date && new Date(date.getTime() + wait.offsetMs)
    }
    case 'nothing':
      return null
  }
}
