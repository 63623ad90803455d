import type { Run } from '../../../models/run.ts'

/** When a wait ends: a test walk waits no longer than it was told to, for a time, a date, a window or an event. */
export function shortened(until: Date, { enteredStepAt, waitAtMostMs }: WaitingRun): Date {
  if (waitAtMostMs === undefined) return until
  return new Date(Math.min(until.getTime(), enteredStepAt.getTime() + waitAtMostMs))
}

export type WaitingRun = Pick<Run, 'enteredStepAt' | 'waitAtMostMs'>
