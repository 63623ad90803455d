import type { Slot } from '../../models/customer.ts'
import { slotsKept } from '../../models/slots.ts'
import type { Touch } from '../../models/touch.ts'

/** The cap slot a message took, if it kept it. */
export function slotOf({ _id, state, decisions, attempts, channel }: Touch): Slot | null {
  if (attempts.length === 0 || state === 'skipped' || state === 'failed' || state === 'expired') return null
  const taken = decisions.findLast(({ gate, verdict }) => gate === 'capSlot' && verdict === 'pass')
  if (taken === undefined) return null
  const category = taken.inputs?.category
  return {
    touch: _id,
    at: taken.at,
    ...(channel !== undefined && { channel }),
    ...(typeof category === 'string' && { category }),
  }
}

/** The slots a customer held then, newest first. */
export function slotsAsOf(touches: readonly Touch[], at: Date): Slot[] {
  return touches
    .flatMap((touch) => slotOf(touch) ?? [])
    .filter((slot) => slot.at <= at)
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, slotsKept)
}
