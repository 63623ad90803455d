import { readTrait } from '../../audience/fields.ts'
import type { WaitSpec } from '../../language/steps/wait.ts'
import { nextInside, zoneOf } from '../../local-time.ts'
import { dateOfTrait } from '../date-of-trait.ts'
import type { Planner, Situation } from './situation.ts'

/** Counts from the arrival at the step; a date that is past continues now. */
export const planWait: Planner<'wait'> = (step, situation) => {
  const target = targetOf(step.wait, situation)
  const earliest = target !== null && target > situation.now ? target : situation.now
  const until =
    step.between === undefined ? earliest : nextInside(earliest, step.between, zoneOf(situation.customer))
  return {
    effects: [],
    move: until > situation.now ? { kind: 'stay', until, listens: [] } : { kind: 'goto', stepId: step.next },
  }
}

function targetOf(wait: WaitSpec, { run, customer }: Situation): Date | null {
  switch (wait.kind) {
    case 'for':
      return new Date(run.enteredStepAt.getTime() + wait.ms)
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
