import { matches } from '../../audience/evaluate.ts'
import type { Planner } from './situation.ts'

/** The first case that holds wins, else `otherwise`. */
export const planBranch: Planner<'branch'> = (step, { customer, events, inSegment, now }) => {
  const won = step.cases.find(({ when }) => matches(when, { customer, events, inSegment }, now))
  return { effects: [], move: { kind: 'goto', stepId: won?.to ?? step.otherwise } }
}
