import type { Planner } from './situation.ts'

/** Reaching the step is the goal, counted once per run. */
export const planGoal: Planner<'goal'> = (step) => ({
  effects: [{ kind: 'goal' }],
  move: { kind: 'goto', stepId: step.next },
})
