import { eventNames } from '../events.ts'

/** The parts of a timeline, as its filters. */
export const timelineKinds = ['events', 'touches', 'journeys', 'tasks', 'orders', 'tags'] as const
export type TimelineKind = (typeof timelineKinds)[number]

/** Told by another line: what became of a message stands with it, and what is derived with what it is derived from. */
const untold = [
  'message.delivered',
  'message.opened',
  'message.failed',
  'customer.trait_changed',
  'order.refunded_in_part',
  'order.refunded_in_full',
]
export const hiddenNames: readonly string[] = untold

const prefixes: readonly [prefix: string, kind: TimelineKind][] = [
  ['message.', 'touches'],
  ['popup.', 'touches'],
  ['staff.', 'touches'],
  ['journey.', 'journeys'],
  ['task.', 'tasks'],
  ['intent.', 'tasks'],
  ['order.', 'orders'],
  ['coupon.', 'orders'],
  ['customer.tag_', 'tags'],
]

/** Null for what is not told at all. */
export function kindOfEvent(name: string): TimelineKind | null {
  if (hiddenNames.includes(name)) return null
  return prefixes.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'events'
}

/** Names of events of one part; of what is left over, the names it is not. */
export function namesOfKind(kind: TimelineKind | null): { only: string[] } | { not: string[] } {
  if (kind === null) return { not: [...hiddenNames] }
  if (kind !== 'events') return { only: eventNames.filter((name) => kindOfEvent(name) === kind) }
  return { not: eventNames.filter((name) => kindOfEvent(name) !== 'events') }
}
