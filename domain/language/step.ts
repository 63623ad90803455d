import { z } from 'zod'
import { hint } from './hint.ts'
import { correction } from './nearest.ts'
import { type BranchStep, branchStep } from './steps/branch.ts'
import { type CouponStep, couponStep } from './steps/coupon.ts'
import { type ExitStep, exitStep } from './steps/exit.ts'
import { type GoalStep, goalStep } from './steps/goal.ts'
import { type SendStep, sendStep } from './steps/send.ts'
import { type SetTraitStep, setTraitStep } from './steps/set-trait.ts'
import { type SplitStep, splitStep } from './steps/split.ts'
import type { StepKind, Way } from './steps/step-kind.ts'
import { type TagStep, tagStep } from './steps/tag.ts'
import { type TaskStep, taskStep } from './steps/task.ts'
import { type WaitStep, waitStep } from './steps/wait.ts'
import { type WaitForStep, waitForStep } from './steps/wait-for.ts'
import { type WebhookStep, webhookStep } from './steps/webhook.ts'

interface StepOf {
  send: SendStep
  wait: WaitStep
  waitFor: WaitForStep
  branch: BranchStep
  split: SplitStep
  tag: TagStep
  setTrait: SetTraitStep
  coupon: CouponStep
  task: TaskStep
  webhook: WebhookStep
  goal: GoalStep
  exit: ExitStep
}
export type StepDefinition = StepOf[keyof StepOf]

/** Every node kind, by the key it is written with. */
export const stepKinds: { [K in keyof StepOf]: StepKind<StepOf[K]> } = {
  send: sendStep,
  wait: waitStep,
  waitFor: waitForStep,
  branch: branchStep,
  split: splitStep,
  tag: tagStep,
  setTrait: setTraitStep,
  coupon: couponStep,
  task: taskStep,
  webhook: webhookStep,
  goal: goalStep,
  exit: exitStep,
}

export const stepSchema: z.ZodType<StepDefinition> = z.union(
  Object.values(stepKinds).map((kind): z.ZodType<StepDefinition> => kind.schema),
  {
    error: ({ input }) =>
      hint(
        `一种步骤：${Object.keys(stepKinds).join('、')}`,
        correction(
          Object.keys(input as object).find((key) => key !== 'name' && key !== 'next') ?? '',
          Object.keys(stepKinds),
          '每个步骤写且只写一种动作',
        ),
      ),
  },
)

/** All ways out of a step, `end` included. */
export function waysOf(step: StepDefinition): Way[] {
  // The table pairs each kind with its own step type; TypeScript cannot see that pairing through the union.
  return (stepKinds[step.kind] as StepKind<StepDefinition>).ways(step)
}
