import { copyDocument } from '../copy-document.ts'
import type { Slot, SlotClaim } from '../customer.ts'
import { isSameDocument } from '../same-document.ts'
import { type SlotHolder, type SlotRule, type Slots, slotOf, slotsKept } from '../slots.ts'

/** The cap ledger over customers in memory, for simulations: the same answers as the store, nothing kept. */
export function createMemorySlots(customers: Map<string, SlotHolder>): Slots {
  /** A slot taken while two customers become one could be counted at neither. */
  const settled = (id: string) => {
    const customer = customers.get(id)
    return customer && !customer.mergedInto && !customer.merging?.length ? customer : null
  }
  const claimed = ({ slotClaims = [] }: SlotHolder, seen: SlotClaim[] = []) =>
    !isSameDocument(slotClaims, seen)
  const unclaim = (customer: SlotHolder, touch: string) => {
    if (customer.slotClaims)
      customer.slotClaims = customer.slotClaims.filter((claim) => claim.touch !== touch)
  }
  const add = (customer: SlotHolder, taken: Slot) => {
    const slots = [...customer.slots, slotOf(taken)].sort((a, b) => b.at.getTime() - a.at.getTime())
    customer.slots = slots.slice(0, slotsKept)
    unclaim(customer, taken.touch)
    return true
  }
  const holds = (customer: SlotHolder, touch: string) => customer.slots.some((slot) => slot.touch === touch)
  const drop = (customer: SlotHolder, touch: string) => {
    customer.slots = customer.slots.filter((slot) => slot.touch !== touch)
  }
  const isAsSeen = ({ slots }: SlotHolder, seen: Slot[] | undefined) =>
    seen === undefined || isSameDocument(slots, seen)
  const full = ({ slots }: SlotHolder, { dayCap, dayStart, weekCap, weekStart }: SlotRule) =>
    (slots[dayCap - 1]?.at ?? 0) >= dayStart || (slots[weekCap - 1]?.at ?? 0) >= weekStart

  return {
    async take(customerId, rule) {
      const customer = settled(customerId)
      if (!customer || !isAsSeen(customer, rule.seen) || claimed(customer, rule.claims)) return false
      return holds(customer, rule.touch) || full(customer, rule) ? false : add(customer, rule)
    },
    async takeAnyway(customerId, slot) {
      const customer = settled(customerId)
      if (!customer || holds(customer, slot.touch)) return false
      return add(customer, slot)
    },
    async move(customerId, touch, channel, seen) {
      const customer = settled(customerId)
      if (!customer || !isAsSeen(customer, seen)) return false
      customer.slots = customer.slots.map((slot) => (slot.touch === touch ? { ...slot, channel } : slot))
      return true
    },
    async release(customerId, touch) {
      const customer = customers.get(customerId)
      if (!customer) return
      drop(customer, touch)
      unclaim(customer, touch)
    },
    async claim(customerId, claim, staleBefore) {
      const customer = settled(customerId)
      if (!customer) return false
      const others = (customer.slotClaims ?? []).filter(
        ({ touch, at }) => touch !== claim.touch && at >= staleBefore,
      )
      customer.slotClaims = [...others, claim].slice(-slotsKept)
      return true
    },
    async releaseOlder(customerId, touch, before) {
      const customer = customers.get(customerId)
      if (customer?.slots.some((slot) => slot.touch === touch && slot.at < before)) drop(customer, touch)
    },
    holder: async (customerId) => copyDocument(customers.get(customerId) ?? null),
  }
}
