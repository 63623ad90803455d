import type { Planner } from './situation.ts'

export const planWebhook: Planner<'webhook'> = (step) => ({
  effects: [{ kind: 'webhook', receiver: step.to, body: step.body }],
  move: { kind: 'goto', stepId: step.next },
})
