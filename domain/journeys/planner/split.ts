import { pickShare } from '../../stable-hash.ts'
import type { Planner } from './situation.ts'

/** By a hash of customer, journey and step: the same person goes the same way in every run and every version. */
export const planSplit: Planner<'split'> = (step, { run, definition }) => {
  const { to } = pickShare(step.shares, run.customerId, `split:${definition.id}:${run.stepId}`)
  return { effects: [], move: { kind: 'goto', stepId: to } }
}
