import { isDeepStrictEqual } from 'node:util'
import type { Filter, UpdateFilter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Channel, type Customer, customerSchema, type Slot, type SlotClaim } from './customer.ts'

/** What is needed to see who holds which cap slot. */
export type SlotHolder = Pick<Customer, '_id' | 'slots' | 'slotClaims' | 'mergedInto' | 'merging'>

export interface SlotRule extends Slot {
  /** Start of the customer's natural day and week, Monday first. */
  dayStart: Date
  weekStart: Date
  dayCap: number
  weekCap: number
  /**
   * Only while the slots are still these, as `holder` gave them: so a cap over some of them, which no update can count, is
   * held under any number of workers.
   */
  seen?: Slot[]
  /** Only while nobody claims a slot but these, as `holder` gave them; absent = nobody does. */
  claims?: SlotClaim[]
}

/** How many slots a customer document keeps; no cap can be larger. */
export const slotsKept = 32

export type Slots = ReturnType<typeof createSlotStore>

/**
 * The cap ledger inside the customer document: `slots`, newest first. Taking one is a single conditional update, so
 * any number of workers can race for the last one. One that took nothing does not tell why: `holder` does.
 */
export function createSlotStore(connection: Connection) {
  // Hot: every message that counts takes one, and many workers race for the last.
  const customers = hotPathOf(connection, customerSchema)

  return {
    /** Takes a slot if the day and the week still have one and this touch holds none yet; true for the call that took it. */
    async take(customerId: string, rule: SlotRule): Promise<boolean> {
      const { modifiedCount } = await customers.updateOne(
        {
          ...settled(customerId),
          ...(rule.seen && { slots: rule.seen }),
          ...(rule.claims?.length ? { slotClaims: rule.claims } : unclaimed),
          'slots.touch': { $ne: rule.touch },
          [`slots.${rule.dayCap - 1}.at`]: { $not: { $gte: rule.dayStart } },
          [`slots.${rule.weekCap - 1}.at`]: { $not: { $gte: rule.weekStart } },
        },
        push(rule),
      )
      return modifiedCount === 1
    },

    /** Takes a slot whatever the caps say: a requested message is never refused but counts. True for the call that took it. */
    async takeAnyway(customerId: string, slot: Slot): Promise<boolean> {
      const { modifiedCount } = await customers.updateOne(
        { ...settled(customerId), 'slots.touch': { $ne: slot.touch } },
        push(slot),
      )
      return modifiedCount === 1
    },

    /**
     * Keeps a slot free for a touch of higher priority, or moves its time. Claims older than `staleBefore` go: their touch
     * has lost its way. True for the call that did; false where nobody can take a slot at present.
     */
    async claim(customerId: string, claim: SlotClaim, staleBefore: Date): Promise<boolean> {
      for (;;) {
        const holder = await findHolder(customerId)
        if (!holder || holder.mergedInto || holder.merging?.length) return false
        const others = (holder.slotClaims ?? []).filter(
          ({ touch, at }) => touch !== claim.touch && at >= staleBefore,
        )
        const { modifiedCount } = await customers.updateOne(
          {
            ...settled(customerId),
            ...(holder.slotClaims?.length ? { slotClaims: holder.slotClaims } : unclaimed),
          },
          { $set: { slotClaims: [...others, claim].slice(-slotsKept) } },
        )
        if (modifiedCount === 1) return true
        // Nothing to modify: it stands as it should.
        if (isDeepStrictEqual((await findHolder(customerId))?.slotClaims, [...others, claim])) return true
      }
    },

    /** Counts a touch on another channel, if the slots are still these; true for the call that did. */
    async move(customerId: string, touch: string, channel: Channel, seen: Slot[]): Promise<boolean> {
      const place = seen.findIndex((slot) => slot.touch === touch)
      const { modifiedCount } = await customers.updateOne(
        { ...settled(customerId), slots: seen },
        { $set: { [`slots.${place}.channel`]: channel } },
      )
      return modifiedCount === 1
    },

    /** Gives a slot back, and what was kept free. Harmless when there is none. */
    async release(customerId: string, touch: string): Promise<void> {
      await customers.updateOne({ _id: customerId }, { $pull: { slots: { touch }, slotClaims: { touch } } })
    },

    /** Gives back a slot taken before `before`; one taken later, perhaps by a faster worker, stays. */
    async releaseOlder(customerId: string, touch: string, before: Date): Promise<void> {
      await customers.updateOne(
        { _id: customerId, slots: { $elemMatch: { touch, at: { $lt: before } } } },
        { $pull: { slots: { touch } } },
      )
    },

    holder: findHolder,
  }

  function findHolder(customerId: string): Promise<SlotHolder | null> {
    return customers.findOne<SlotHolder>(
      { _id: customerId },
      { projection: { _id: 1, slots: 1, slotClaims: 1, mergedInto: 1, merging: 1 } },
    )
  }
}

const unclaimed: Filter<Customer> = { 'slotClaims.0': { $exists: false } }

function push(taken: Slot): UpdateFilter<Customer> {
  const slot = slotOf(taken)
  const { touch } = slot
  return {
    $push: { slots: { $each: [slot], $sort: { at: -1 }, $slice: slotsKept } },
    $pull: { slotClaims: { touch } },
  }
}

/** As it is kept: what is not known is left out. */
export function slotOf({ touch, at, channel, category }: Slot): Slot {
  return { touch, at, ...(channel !== undefined && { channel }), ...(category !== undefined && { category }) }
}

/** A slot taken while two customers become one could be counted at neither: nobody takes one then. */
function settled(customerId: string): Filter<Customer> {
  return { _id: customerId, mergedInto: null as never, 'merging.0': { $exists: false } }
}
