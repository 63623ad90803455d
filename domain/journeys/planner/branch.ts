import { holds, type Planner } from './situation.ts'

/** The first case that holds wins, else `otherwise`. */
export const planBranch: Planner<'branch'> = (step, situation) => {
  const won = step.cases.find(({ when }) => holds(when, situation))
  return { effects: [], move: { kind: 'goto', stepId: won?.to ?? step.otherwise } }
}
