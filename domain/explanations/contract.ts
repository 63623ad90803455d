import type { Customer } from '../../models/customer.ts'
import type { HeadState } from '../../models/definitions.ts'
import type { RunTally } from '../../models/run-figures.ts'
import type { TouchTally } from '../../models/touch-figures.ts'
import type { Explained } from './explain-rule.ts'
import type { ExplainedRun } from './explain-run.ts'
import type { ExplainedTouch } from './explain-touch.ts'
import type { GateAhead } from './gates-ahead.ts'
import type { Check } from './trigger-checks.ts'

/** What all explanations say of what they are about. */
interface About {
  id: string
  name: string
  state: HeadState
  /** In use, or last in use: `<id>@<number>`. */
  version: string
  /** The moment it is about. */
  at: Date
  /** zh-CN, one sentence: the answer. */
  says: string
}

export interface JourneyExplanation extends About {
  customerId: string
  /** What it was written as, if not as a journey. */
  writtenAs?: 'broadcast'
  verdict: 'inside' | 'left' | 'neverEntered'
  /** Newest first. */
  runs: ExplainedRun[]
  /** What the journey asks before somebody enters (again), and whether it is so now. */
  entry: Check[]
  /** Gates that would stop its marketing to this customer now; none where it sends no marketing. */
  ahead: GateAhead[]
  /** Whether they would be in the comparison group. */
  heldOut: boolean
}

export interface MessageExplanation extends About {
  customerId: string
  /** Newest first. */
  touches: ExplainedTouch[]
  /** Gates that would stop it now, of marketing. */
  ahead: GateAhead[]
  /** Journeys that send it, and where the customer is in each. */
  journeys: Pick<JourneyExplanation, 'id' | 'name' | 'verdict' | 'says'>[]
}

export interface SegmentExplanation extends About {
  customerId: string
  kind: 'live' | 'static'
  inside: boolean
  /** What the rule says now; of a live segment the membership follows within a day, mostly at once. */
  rule: Explained
  /** Of a live segment, newest first. */
  moves: { at: Date; change: 'entered' | 'left' }[]
}

/** Everybody of a journey, by reason. */
export interface JourneyTotals extends About {
  /** By version, step and how they left. */
  runs: RunTally[]
  touches: (TouchTally & { says: string })[]
}

/**
 * Why somebody got what they got, and why not: as it is now, and by the decisions that were written down when they were taken.
 * Reads only. Throws `<kind>.not_found` for what was never published.
 */
export interface Explanations {
  journey(customer: Customer, journeyId: string): Promise<JourneyExplanation>
  message(customer: Customer, messageId: string): Promise<MessageExplanation>
  segment(customer: Customer, segmentId: string): Promise<SegmentExplanation>
  journeyTotals(journeyId: string): Promise<JourneyTotals>
  messageTotals(messageId: string): Promise<JourneyTotals>
}
