import type { Calendar } from '../calendar/calendar.ts'
import { nextOfFestival } from '../calendar/festival-entries.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import type { Rule } from '../language/rule.ts'
import type { SendStep } from '../language/steps/send.ts'

/** A broadcast as it is planned. */
export interface BroadcastPlan {
  id: string
  name: string
  to: Rule
  send: SendStep
  /** Null when its time does not come any more. */
  at: Date | null
  /** Percent who get nothing, for comparison. */
  holdout: number
}

/** What a broadcast that was read says of people, message and time. Null for any other journey. */
export function planOf(journey: JourneyDefinition, calendar: Calendar, now: Date): BroadcastPlan | null {
  const { id, name, entry, steps, first, holdout, writtenAs } = journey
  const send = steps[first]
  if (writtenAs !== 'broadcast' || entry.when === undefined || send?.kind !== 'send') return null
  return { id, name, to: entry.when, send, at: momentOf(journey, calendar, now), holdout }
}

function momentOf({ entry }: JourneyDefinition, calendar: Calendar, now: Date): Date | null {
  if (entry.kind === 'festival') return nextOfFestival(entry, calendar, now)?.at ?? null
  if (entry.kind !== 'schedule' || entry.schedule.kind !== 'at') return null
  return new Date(entry.schedule.iso)
}

/** After it, the message of a send that begins at `at` is worth nothing; undefined = it always is worth something. */
export function useByAt({ useBy }: SendStep, at: Date): Date | undefined {
  if (useBy === undefined) return undefined
  return 'at' in useBy ? new Date(useBy.at) : new Date(at.getTime() + useBy.ms)
}
