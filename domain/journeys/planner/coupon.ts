import type { CouponStep } from '../../language/steps/coupon.ts'
import { chosenHere, holds, type Planner, type Situation } from './situation.ts'

/**
 * One coupon of the batch that the rules choose. What was chosen is kept: when the process dies while it grants, the customer
 * may have changed before somebody goes on, and two batches would each have given one.
 */
export const planCoupon: Planner<'coupon'> = (step, situation) => {
  const batchId = chosenHere(situation.run) ?? batchFor(step, situation)
  return {
    effects: [{ kind: 'coupon', batchId }],
    move: { kind: 'goto', stepId: step.next },
    ...(step.cases !== undefined && { chooses: batchId }),
    ...(step.usedUp !== undefined && { otherwise: { kind: 'goto', stepId: step.usedUp } }),
  }
}

function batchFor(step: CouponStep, situation: Situation): string {
  const won = step.cases?.find(({ when }) => holds(when, situation))
  return won?.batch ?? step.batch
}
