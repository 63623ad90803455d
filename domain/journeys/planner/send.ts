import type { SendStep } from '../../language/steps/send.ts'
import type { Planner } from './situation.ts'

/** Moves on when the touch is settled: sent, skipped, failed or unknown. A deferred one holds the run here. */
export const planSend: Planner<'send'> = (step, { run }) => ({
  effects: [
    {
      kind: 'send',
      messageId: step.message,
      channels: step.channels,
      whenCapped: step.whenCapped,
      ...(step.confirm !== undefined && { confirm: step.confirm }),
      ...(step.useBy !== undefined && { useBy: useByOf(step.useBy, run.enteredStepAt) }),
    },
  ],
  move: { kind: 'goto', stepId: step.next },
  ...(step.notSent !== undefined && { otherwise: { kind: 'goto', stepId: step.notSent } }),
})

const useByOf = (useBy: NonNullable<SendStep['useBy']>, arrivedAt: Date): Date =>
  'at' in useBy ? new Date(useBy.at) : new Date(arrivedAt.getTime() + useBy.ms)
