import type { Channel, Customer } from '../../../models/customer.ts'
import type { Slots } from '../../../models/slots.ts'
import type { Touch, TouchEffect } from '../../../models/touch.ts'
import { addressKey } from '../../customers/address-reach.ts'
import type { Customers } from '../../customers/contract.ts'
import type { TouchBook } from './touch-book.ts'

type Perform<K extends TouchEffect['kind']> = (
  effect: Extract<TouchEffect, { kind: K }>,
  touch: Touch,
) => Promise<void>

export type FinishEffects = (touch: Touch, now: Date) => Promise<Touch>

/** Does what follows from a touch's state and was stored with it. Everything here may happen twice without harm. */
export function createEffects(deps: {
  customers: Customers
  slots: Slots
  book: TouchBook
  /** Digest of the address a channel has now, as attempts keep it. */
  digestInUse: (customer: Customer, channel: Channel) => string | undefined
}): FinishEffects {
  const { customers, slots, book, digestInUse } = deps

  /** Null once the address is no longer in use: what was learnt of it says nothing of the new one. */
  async function ownerOf(touch: Touch, channel: Channel, address: string | undefined) {
    const customer = await customers.find(touch.customerId)
    return customer && (address === undefined || address === digestInUse(customer, channel)) ? customer : null
  }

  const performers: { [K in TouchEffect['kind']]: Perform<K> } = {
    tell: (effect) => customers.hear(effect.event),
    async releaseSlot({ before }, touch) {
      const customer = await customers.find(touch.customerId)
      if (!customer) return
      if (before) await slots.releaseOlder(customer._id, touch._id, before)
      else await slots.release(customer._id, touch._id)
    },
    async markUnreachable({ channel, reason, cause, address }, touch) {
      const customer = await ownerOf(touch, channel, address)
      if (!customer) return
      const unreachable = { state: 'unreachable', reason, of: addressKey(customer, channel) } as const
      await customers.change(customer, { setReach: { [channel]: unreachable } }, cause)
    },
    async markReachable({ channel, cause, address }, touch) {
      const customer = await ownerOf(touch, channel, address)
      if (customer?.reach[channel]?.state !== 'unreachable') return
      const reachable = { state: 'reachable', of: addressKey(customer, channel) } as const
      await customers.change(customer, { setReach: { [channel]: reachable } }, cause)
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
