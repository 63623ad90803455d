import type { Planner } from './situation.ts'

export const planTag: Planner<'tag'> = (step) => ({
  effects: [
    {
      kind: 'change',
      change: {
        addTags: step.add.map((name) => ({ name, kind: 'rule' as const })),
        removeTags: step.remove,
      },
    },
  ],
  move: { kind: 'goto', stepId: step.next },
})
