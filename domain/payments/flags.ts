import type { DifferenceKind, PaymentDifferenceStore } from '../../models/payment-differences.ts'
import type { Clock } from '../clock.ts'
import type { Announce } from '../live.ts'
import { isoDay } from '../local-time.ts'
import type { Log } from '../log.ts'

/** What does not agree, and whose it is. */
export interface Disagreement {
  kind: DifferenceKind
  ref: string
  no?: string
  ours?: number | string
  theirs?: number | string
}

export type Flag = ReturnType<typeof createFlag>

/** Keeps by name what somebody has to look at, and tells the operator when it is new. */
export function createFlag(deps: {
  store: Pick<PaymentDifferenceStore, 'note'>
  clock: Clock
  log: Log
  announce: Announce
}) {
  return async function flag(said: Disagreement): Promise<void> {
    const seenAt = deps.clock.now()
    const day = isoDay(seenAt)
    const _id = `${day}:${said.kind}:${said.ref}`
    if (!(await deps.store.note({ _id, day, from: 'live', seenAt, ...said }))) return
    deps.log.error({ ...said }, 'money does not agree with the platform: somebody has to look')
    deps.announce('alerts')
  }
}
