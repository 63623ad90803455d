import type { Channel } from '../../../models/customer.ts'
import type { Decision, Touch, TouchEffect, TouchState } from '../../../models/touch.ts'
import { type TouchChanges, type Touches, whenReleased, withChanges } from '../../../models/touches.ts'
import type { Timings } from '../gates/limits.ts'
import { reopened, withDecision } from './decisions.ts'
import { failedEvent } from './touch-events.ts'

/** What is left undone is taken up again after this long, ms. */
const sweepAfterMs = 30_000
/** A run asks for its own touch when it is due. One not asked for this long after has lost its run, ms. */
const orphanAfterMs = 10 * 60_000

const settledStates: ReadonlySet<TouchState> = new Set<TouchState>([
  'sent',
  'delivered',
  'opened',
  'clicked',
  'replied',
  'converted',
  'skipped',
  'failed',
  'unknown',
  'expired',
])

export const isSettled = (touch: Touch) => settledStates.has(touch.state)

/** Until when whoever works on it is left alone; null when nobody does. */
export function leaseEnd(touch: Touch, { leaseMs, reserveMs }: Leases): Date | null {
  const called = touch.state === 'sending' ? touch.attempts.at(-1)?.at : undefined
  if (called) return new Date(called.getTime() + leaseMs)
  return touch.reservedAt ? new Date(touch.reservedAt.getTime() + reserveMs) : null
}

type Leases = Pick<Timings, 'leaseMs' | 'reserveMs'>

export type TouchBook = ReturnType<typeof createTouchBook>

/** Writes touches: every change is a compare-and-set, and keeps the sweep informed of what is still to do. */
export function createTouchBook(touches: Touches, leases: Leases) {
  async function write(touch: Touch, changes: TouchChanges, now: Date): Promise<Touch | null> {
    // Held until its next state, whatever is told of it meanwhile.
    const heldBy = changes.state === undefined ? changes.heldBy : (changes.heldBy ?? null)
    const all = { ...changes, heldBy: touch.heldBy === undefined && heldBy === null ? undefined : heldBy }
    return touches.advance(touch, { ...all, sweepAt: sweepAt(withChanges(touch, all), now) ?? null })
  }

  function sweepAt(touch: Touch, now: Date): Date | undefined {
    if ((touch.effects ?? []).length > 0) return new Date(now.getTime() + sweepAfterMs)
    if (isSettled(touch)) return undefined
    if (touch.heldBy !== undefined) return whenReleased
    const waiting = touch.state === 'deferred' && touch.dueAt
    const lookAt = waiting || (leaseEnd(touch, leases) ?? new Date(now.getTime() + leases.leaseMs))
    return new Date(lookAt.getTime() + (touch.selfDriven ? 0 : orphanAfterMs))
  }

  return {
    /** When the sweep must look at a touch in this state; undefined = never. */
    sweepAt,

    write,

    /** Ends a touch that will not be sent, with its one final decision. */
    close(
      touch: Touch,
      end: {
        state: 'skipped' | 'failed' | 'expired'
        gate: string
        reason: string
        channel?: Channel
        decisions: Decision[]
        inputs?: Record<string, unknown>
      },
      now: Date,
    ): Promise<Touch | null> {
      const { state, gate, reason, channel, inputs } = end
      const decision: Decision = {
        at: now,
        gate,
        verdict: state === 'skipped' ? 'skip' : 'failed',
        reason,
        channel,
        inputs,
        final: true,
      }
      const effects: TouchEffect[] = [...(touch.effects ?? []), { kind: 'releaseSlot' }]
      if (state !== 'skipped') effects.push(failedEvent(touch, reason, now))
      return write(
        touch,
        {
          state,
          channel,
          decisions: withDecision(reopened(end.decisions), decision),
          effects,
          dueAt: null,
          reservedAt: null,
        },
        now,
      )
    },
  }
}
