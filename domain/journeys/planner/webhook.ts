import type { Planner } from './situation.ts'

export const planWebhook: Planner<'webhook'> = (step) => ({
  effects: [{ kind: 'webhook', url: step.url, body: step.body }],
  move: { kind: 'goto', stepId: step.next },
})
