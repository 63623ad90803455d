import type { Slots } from '../../../models/slots.ts'
import type { Touch, TouchEffect } from '../../../models/touch.ts'
import type { Customers } from '../../customers/contract.ts'
import type { TouchBook } from './touch-book.ts'

type Perform<K extends TouchEffect['kind']> = (
  effect: Extract<TouchEffect, { kind: K }>,
  touch: Touch,
) => Promise<void>

export type FinishEffects = (touch: Touch, now: Date) => Promise<Touch>

/** Does what follows from a touch's state and was stored with it. Everything here may happen twice without harm. */
export function createEffects(deps: { customers: Customers; slots: Slots; book: TouchBook }): FinishEffects {
  const { customers, slots, book } = deps

  const performers: { [K in TouchEffect['kind']]: Perform<K> } = {
    tell: (effect) => customers.hear(effect.event),
    async releaseSlot(_, touch) {
      const customer = await customers.find(touch.customerId)
      if (customer) await slots.release(customer._id, touch._id)
    },
    async markUnreachable({ channel, reason, cause }, touch) {
      await customers.change(
        touch.customerId,
        { setReach: { [channel]: { state: 'unreachable', reason } } },
        cause,
      )
    },
    async spendCredit({ templateId, cause }, touch) {
      await customers.spendCredit(touch.customerId, templateId, cause)
    },
    async loseCredits({ templateId, cause }, touch) {
      const credits = (await customers.find(touch.customerId))?.credits[templateId] ?? 0
      await customers.change(touch.customerId, { credit: { templateId, by: -credits } }, cause)
    },
  }

  return async (touch, now) => {
    const effects = touch.effects ?? []
    if (effects.length === 0) return touch
    for (const effect of effects) {
      const perform = performers[effect.kind] as (effect: TouchEffect, touch: Touch) => Promise<void>
      await perform(effect, touch)
    }
    // Lost when somebody moved the touch meanwhile: then they, or the sweep, do these again, which is harmless.
    return (await book.write(touch, { effects: [] }, now)) ?? touch
  }
}
