import type { Planner } from './situation.ts'

export const planCoupon: Planner<'coupon'> = (step) => ({
  effects: [{ kind: 'coupon', batchId: step.batch }],
  move: { kind: 'goto', stepId: step.next },
})
