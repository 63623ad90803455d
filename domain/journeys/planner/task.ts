import type { Planner } from './situation.ts'

/** BatchLease over and goes on at once; what becomes of the task comes back as `task.*` events. */
export const planTask: Planner<'task'> = (step) => ({
  effects: [
    {
      kind: 'task',
      title: step.title,
      reasons: step.reasons,
      acceptMs: step.acceptMs,
      dueMs: step.dueMs,
      urgent: step.urgent,
      whenFull: step.whenFull,
    },
  ],
  move: { kind: 'goto', stepId: step.next },
  ...(step.full !== undefined && { otherwise: { kind: 'goto', stepId: step.full } }),
})
