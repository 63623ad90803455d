import type { BillLine, DifferenceKind, PaymentDifferenceStore } from '../../models/payment-differences.ts'
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
  /** The line of the bill it was found in. */
  line?: BillLine
}

/** Kinds Kelu goes on asking about by itself: nobody has to look until it gives up. */
export const chasedKinds: readonly DifferenceKind[] = ['refundUnknown', 'refundUnanswered']

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
    deps.announce('money')
  }
}

export type Settled = ReturnType<typeof createSettled>

/** Settles by itself what was seen while it ran, once it came to its end. */
export function createSettled(deps: {
  store: Pick<PaymentDifferenceStore, 'note' | 'settleOf'>
  clock: Clock
  announce: Announce
}) {
  const { store, clock, announce } = deps
  return {
    /** It is known now what became of it. */
    async known(kinds: readonly DifferenceKind[], ref: string): Promise<void> {
      if ((await store.settleOf(kinds, ref, clock.now())) > 0) announce('money')
    },
    /** Money that came too late goes back: nothing anybody has to see to, and told all the same. */
    async givenBack({ ref, no, fen }: { ref: string; no: string; fen: number }): Promise<void> {
      const seenAt = clock.now()
      const day = isoDay(seenAt)
      const kind = 'latePayment'
      await store.note({
        ...{ _id: `${day}:${kind}:${ref}`, day, kind, from: 'live', ref, no, ours: 0, theirs: fen, seenAt },
        ...{ settledAt: seenAt, settledAs: 'givenBack' },
      })
      announce('money')
    },
  }
}
