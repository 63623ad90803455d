import type { Planner } from './situation.ts'

export const planSetTrait: Planner<'setTrait'> = (step) => ({
  effects: [{ kind: 'change', change: { setTraits: step.traits } }],
  move: { kind: 'goto', stepId: step.next },
})
