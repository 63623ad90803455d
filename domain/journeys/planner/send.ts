import type { Planner } from './situation.ts'

/** Moves on when the touch is settled: sent, skipped, failed or unknown. A deferred one holds the run here. */
export const planSend: Planner<'send'> = (step) => ({
  effects: [
    {
      kind: 'send',
      messageId: step.message,
      channels: step.channels,
      whenCapped: step.whenCapped,
    },
  ],
  move: { kind: 'goto', stepId: step.next },
  ...(step.notSent !== undefined && { otherwise: { kind: 'goto', stepId: step.notSent } }),
})
