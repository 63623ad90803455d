import type { Said } from './rules.ts'

/** One passage through the journey, written down as it is walked. */
export interface Walk {
  id: string
  cause: string
  startedAt: Date
  heldOut: boolean
  step: string
  /** When they came to the step they stand at. */
  since: Date
  /** Looked at again then; null while they are being moved, and once they have left. */
  due: Date | null
  /** What moved it on: none does so twice. */
  used: Set<string>
  visits: Map<string, number>
  said: Said
  /** A message they asked to be sent and that waits. */
  waits: string | null
  record: Passage
}

/** What is told of a passage; the real engine must tell the same. */
export interface Passage {
  /** Step after step, each with its time. */
  path: string[]
  end?: string
  goal?: string
  /** By step and visit: sent at which time, or why not. */
  sends: Record<string, string>
  /** Coupons and tasks, by step and visit. */
  given: string[]
}

/** Why somebody is where they are in the end. */
export interface Explained {
  verdict: 'inside' | 'left' | 'neverEntered'
  /** Whether the entry's `when` holds for them now; absent when nothing is asked. */
  when?: boolean
  heldOut: boolean
  /** Where each passage stands: step, visit, and when it is looked at again; how it ended; why messages were not sent. */
  stands: Record<string, string>
}

export function arrive(walk: Walk, step: string, now: Date): void {
  walk.step = step
  walk.since = now
  walk.due = null
  walk.visits.set(step, (walk.visits.get(step) ?? 0) + 1)
  walk.record.path.push(`${now.toISOString()} ${step}`)
}

export function leave(walk: Walk, reason: string, now: Date): void {
  walk.due = null
  walk.record.end = `${now.toISOString()} ${reason}`
  if (walk.waits !== null) walk.record.sends[walk.waits] = 'journeyEnded'
  walk.waits = null
}

export const isOver = ({ record }: Walk): boolean => record.end !== undefined
export const visitOf = (walk: Walk): string => `${walk.step}:${walk.visits.get(walk.step)}`

/** Callbacks tell whole seconds: the second something began in belongs to it. */
export function isSince(start: Date, at: Date): boolean {
  return at.getTime() >= Math.floor(start.getTime() / 1_000) * 1_000
}
