import type { StepDefinition } from '../../language/journey.ts'
import { END } from '../../language/names.ts'
import { planBranch } from './branch.ts'
import { planCoupon } from './coupon.ts'
import { planExit } from './exit.ts'
import { planGoal } from './goal.ts'
import { planSend } from './send.ts'
import { planSetTrait } from './set-trait.ts'
import type { Move, Plan, Planner, Situation } from './situation.ts'
import { planSplit } from './split.ts'
import { planTag } from './tag.ts'
import { planTask } from './task.ts'
import { planWait } from './wait.ts'
import { planWaitFor } from './wait-for.ts'
import { planWebhook } from './webhook.ts'

const planners: { [Kind in StepDefinition['kind']]: Planner<Kind> } = {
  send: planSend,
  wait: planWait,
  waitFor: planWaitFor,
  branch: planBranch,
  split: planSplit,
  tag: planTag,
  setTrait: planSetTrait,
  coupon: planCoupon,
  task: planTask,
  webhook: planWebhook,
  goal: planGoal,
  exit: planExit,
}

/** Reached `end`, or a way that leads there. */
export const completed = 'completed'
/** The step the run stands at is not in its definition. */
export const stepMissing = 'step_missing'

/** The next thing a run has to do. Pure. */
export function plan(situation: Situation): Plan {
  const step = situation.definition.steps[situation.run.stepId]
  if (step === undefined) return { effects: [], move: { kind: 'end', reason: stepMissing } }
  // The table pairs each kind with its own step type; TypeScript cannot see that pairing through the union.
  const planned = (planners[step.kind] as (step: StepDefinition, situation: Situation) => Plan)(
    step,
    situation,
  )
  const { move, otherwise, ...rest } = planned
  return { ...rest, move: toEnd(move), ...(otherwise && { otherwise: toEnd(otherwise) }) }
}

const toEnd = (move: Move): Move =>
  move.kind === 'goto' && move.stepId === END ? { kind: 'end', reason: completed } : move
