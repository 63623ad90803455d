import type { Planner } from './situation.ts'

export const planExit: Planner<'exit'> = (step) => ({
  effects: [],
  move: { kind: 'end', reason: step.reason },
})
