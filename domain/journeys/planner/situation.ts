import type { Channel, Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import type { Run } from '../../../models/run.ts'
import { matches } from '../../audience/evaluate.ts'
import type { CustomerChange } from '../../customers/contract.ts'
import type { JourneyDefinition, StepDefinition } from '../../language/journey.ts'
import type { Rule } from '../../language/rule.ts'
import type { SendStep } from '../../language/steps/send.ts'
import type { TaskStep } from '../../language/steps/task.ts'
import { runValuesOf } from '../run-values.ts'

/** What a step does besides moving on; each is keyed by `runId:stepId:visit`, so doing it twice is harmless. */
export type Effect =
  | {
      kind: 'send'
      messageId: string
      channels?: Channel[]
      whenCapped: 'skip' | 'next day'
      useBy?: Date
      confirm?: SendStep['confirm']
    }
  | { kind: 'change'; change: CustomerChange }
  | { kind: 'coupon'; batchId: string }
  | ({ kind: 'task' } & Pick<TaskStep, 'title' | 'reasons' | 'acceptMs' | 'dueMs' | 'urgent' | 'whenFull'>)
  | { kind: 'webhook'; receiver: string; body: Record<string, string> }
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
  /** What follows instead when they came to nothing: nothing was sent, nothing is left of the batch, nobody was given the task. */
  otherwise?: Move
  /** The arm of a split, to be kept with the run. */
  arm?: string
  /** What this visit has decided, to be kept with the run before anything is done. */
  chooses?: string
}

/** Everything a plan may depend on. No store, no clock: the same input gives the same plan. */
export interface Situation {
  run: Pick<
    Run,
    | '_id'
    | 'customerId'
    | 'stepId'
    | 'visit'
    | 'enteredStepAt'
    | 'waitAtMostMs'
    | 'lookFrom'
    | 'used'
    | 'chosen'
    | 'entry'
    | 'answer'
    | 'vars'
    | 'arms'
  >
  definition: JourneyDefinition
  customer: Customer
  /** Of the names and time `eventsNeeded` asks for; newest first or last does not matter. */
  events: KeluEvent[]
  inSegment(segmentId: string): boolean
  /** By the company's calendar; a day is a local date, `2026-09-25`. */
  isWorkingDay(day: string): boolean
  now: Date
}

/** Whether a rule holds for this customer in this run. */
export function holds(rule: Rule, { run, customer, events, inSegment, now }: Situation): boolean {
  return matches(rule, { customer, events, inSegment, run: runValuesOf(run) }, now)
}

/** What an earlier attempt at the present visit decided. */
export function chosenHere({ stepId, visit, chosen }: Situation['run']): string | undefined {
  return chosen?.stepId === stepId && chosen.visit === visit ? chosen.value : undefined
}

export type Planner<Kind extends StepDefinition['kind']> = (
  step: Extract<StepDefinition, { kind: Kind }>,
  situation: Situation,
) => Plan
