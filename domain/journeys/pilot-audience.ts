import type { Pilot } from '../../models/definitions.ts'
import type { Rule } from '../language/rule.ts'
import { share } from '../stable-hash.ts'

/** Which side of a pilot somebody must be on to enter a version; both sides together are everybody, and nobody is on both. */
export interface PilotSide {
  pilot: Pick<Pilot, 'share' | 'segment'>
  inside: boolean
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
