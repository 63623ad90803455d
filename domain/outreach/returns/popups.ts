import type { Customer } from '../../../models/customer.ts'
import type { Purpose, Touch, TouchPopup } from '../../../models/touch.ts'
import { holdOn } from '../gates/marketing-held.ts'
import { noMarketing } from '../gates/no-marketing.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import { eventEffect } from '../touch/touch-events.ts'

export interface PulledPopup extends TouchPopup {
  touchId: string
}

/** Shown to customers. */
const purposes: Purpose[] = ['requested', 'marketing']

/**
 * Pop-ups waiting for this customer, those of the highest priority first, of one priority the oldest. Each is handed out once, even to two open mini-programs; those that are
 * held, and marketing for whoever gets none at present, wait on.
 */
export async function pullPopups(parts: OutreachParts, customer: Customer): Promise<PulledPopup[]> {
  const waiting = await parts.stores.touches.waitingPopups(
    [customer._id, ...customer.mergedFrom],
    purposes.filter((purpose) => holdOn(parts.published, purpose) === null),
  )
  if (waiting.length === 0) return []
  const pulled: PulledPopup[] = []
  const now = parts.clock.now()
  const isExcluded = noMarketing(parts, customer, 'popup', now) !== null
  for (const touch of byPriority(waiting)) {
    if (!touch.popup || holdOn(parts.published, touch.purpose) !== null) continue
    if (isExcluded && touch.purpose === 'marketing') continue
    const shown = await parts.book.write(
      touch,
      {
        popupState: 'shown',
        state: 'delivered',
        effects: [
          ...(touch.effects ?? []),
          eventEffect(touch, 'message.delivered', 'delivered', now),
          eventEffect(touch, 'popup.shown', 'shown', now),
        ],
      },
      now,
    )
    if (!shown) continue
    await parts.finishEffects(shown, now)
    pulled.push({ touchId: touch._id, ...touch.popup })
  }
  return pulled
}

function byPriority(touches: Touch[]): Touch[] {
  return touches.toSorted((a, b) => (b.popup?.priority ?? 0) - (a.popup?.priority ?? 0))
}
