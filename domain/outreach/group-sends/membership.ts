import type { Attempt, Touch } from '../../../models/touch.ts'

/** The attempt by which a touch takes part in a group-send that is not over for it; null when it does not. */
export function awaitingAttempt({ attempts }: Pick<Touch, 'attempts'>): Attempt | null {
  const last = attempts.at(-1)
  return last?.channel === 'wecom' && last.outcome === 'awaitingStaff' ? last : null
}

/** Number (from 1) of the attempt by which a touch takes, or took, part in this group-send; 0 = none. */
export function attemptIn({ attempts }: Pick<Touch, 'attempts'>, groupSend: string): number {
  return (
    attempts.findLastIndex(({ channel, providerId }) => channel === 'wecom' && providerId === groupSend) + 1
  )
}
