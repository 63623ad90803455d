import type { Channel, Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import type { Run } from '../../../models/run.ts'
import type { CustomerChange } from '../../customers/contract.ts'
import type { JourneyDefinition, StepDefinition } from '../../language/journey.ts'

/** What a step does besides moving on; each is keyed by `runId:stepId:visit`, so doing it twice is harmless. */
export type Effect =
  | { kind: 'send'; messageId: string; channels?: Channel[]; whenCapped: 'skip' | 'next day' }
  | { kind: 'change'; change: CustomerChange }
  | { kind: 'coupon'; batchId: string }
  | { kind: 'task'; title: string; reasons: string[]; acceptMs: number; dueMs?: number }
  | { kind: 'webhook'; url: string; body: Record<string, string> }
  | { kind: 'goal' }

export type Move =
  /** Nothing to do before `until`, unless one of the events named in `listens` comes. */
  | { kind: 'stay'; until: Date; listens: string[] }
  /** `because` is the event that was waited for. */
  | { kind: 'goto'; stepId: string; because?: KeluEvent }
  | { kind: 'end'; reason: string }

export interface Plan {
  effects: Effect[]
  /** What follows once the effects are settled. */
  move: Move
}

/** Everything a plan may depend on. No store, no clock: the same input gives the same plan. */
export interface Situation {
  run: Pick<Run, '_id' | 'customerId' | 'stepId' | 'visit' | 'enteredStepAt' | 'lookFrom' | 'used'>
  definition: JourneyDefinition
  customer: Customer
  /** Of the names and time `eventsNeeded` asks for; newest first or last does not matter. */
  events: KeluEvent[]
  inSegment(segmentId: string): boolean
  now: Date
}

export type Planner<Kind extends StepDefinition['kind']> = (
  step: Extract<StepDefinition, { kind: Kind }>,
  situation: Situation,
) => Plan
