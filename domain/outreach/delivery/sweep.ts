import type { Touch } from '../../../models/touch.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import { requestOf } from '../touch/begin-touch.ts'
import { isSettled } from '../touch/touch-book.ts'
import { deliver } from './deliver.ts'
import { releaseHeld } from './release-held.ts'

const batch = 200

/**
 * Finishes what a crash left, takes on the fallbacks nobody else drives, and the touches whose run stopped asking: they
 * are sent if still wanted, else closed with the reason. Returns how many touches it looked at.
 */
export async function sweep(parts: OutreachParts): Promise<number> {
  const released = await releaseHeld(parts)
  const due = await parts.stores.touches.dueForSweep(parts.clock.now(), batch)
  for (const touch of due) await finish(parts, touch)
  if (due.length > 0) parts.log.info({ touches: due.length }, 'touches swept')
  return released + due.length
}

async function finish(parts: OutreachParts, touch: Touch): Promise<void> {
  try {
    const finished = await parts.finishEffects(touch, parts.clock.now())
    if (!isSettled(finished)) {
      await deliver(
        parts,
        requestOf(finished, () => parts.stillWanted(finished)),
      )
    }
  } catch (error) {
    // One broken touch must not keep the others waiting; it stays due and is logged each time.
    parts.log.error({ err: error, touchId: touch._id }, 'touch could not be swept')
  }
}
