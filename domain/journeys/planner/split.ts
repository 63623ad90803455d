import { pickShare } from '../../stable-hash.ts'
import type { Planner } from './situation.ts'

/**
 * The arm this person was given in the journey before, as long as there is one; else by a hash of customer, journey and step:
 * the same weights give the same arm in every run and version, and changed ones concern new people only.
 */
export const planSplit: Planner<'split'> = (step, { run, definition }) => {
  const kept = step.shares.find(({ to }) => to === run.arms?.[run.stepId])
  const { to } = kept ?? pickShare(step.shares, run.customerId, `split:${definition.id}:${run.stepId}`)
  return { effects: [], move: { kind: 'goto', stepId: to }, arm: to }
}
