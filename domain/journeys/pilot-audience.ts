import type { Head, Pilot } from '../../models/definitions.ts'
import type { Rule } from '../language/rule.ts'
import { share } from '../stable-hash.ts'

/** Which side of a pilot somebody must be on to enter a version; both sides together are everybody, and nobody is on both. */
export interface PilotSide {
  pilot: Pick<Pilot, 'share' | 'segment'>
  inside: boolean
}

/** A version that somebody may enter. */
export interface Entrance {
  number: number
  /** What time alone began before this begins nothing: it was published for the first time, or for these people, then. */
  since: Date
  /** While there is a pilot: who enters this version. */
  side?: PilotSide
}

/** What may be entered of a live journey; while there is a pilot both versions, unless only the pilot is there. */
export function entrancesOf({
  number,
  since,
  pilot,
  promotedAt = since,
}: Pick<Head, 'number' | 'since' | 'pilot' | 'promotedAt'>): Entrance[] {
  if (!pilot) return [{ number, since: promotedAt }]
  const piloted = { number: pilot.number, since: pilot.since, side: { pilot, inside: true } }
  return pilot.number === number
    ? [piloted]
    : [piloted, { number, since: promotedAt, side: { pilot, inside: false } }]
}

/** Whether the share puts them on this side; true when it is for a rule to say. Independent of hold-out and splits. */
export function isOnSide(customerId: string, journeyId: string, side: PilotSide | undefined): boolean {
  if (side?.pilot.share === undefined) return true
  return share(customerId, `pilot:${journeyId}`) < side.pilot.share === side.inside
}

/** What must hold besides for somebody on this side. */
export function ruleOfSide(side: PilotSide | undefined): Rule | undefined {
  const segment = side?.pilot.segment
  if (!side || !segment) return undefined
  const isIn: Rule = { kind: 'segment', segment }
  return side.inside ? isIn : { kind: 'not', rule: isIn }
}
