import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Customer, customerSchema } from './customer.ts'

/** What is needed to see who holds which cap slot. */
export type SlotHolder = Pick<Customer, '_id' | 'slots' | 'mergedInto' | 'merging'>

export interface SlotRule {
  touch: string
  at: Date
  /** Start of the customer's natural day and week, Monday first. */
  dayStart: Date
  weekStart: Date
  dayCap: number
  weekCap: number
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
          'slots.touch': { $ne: rule.touch },
          [`slots.${rule.dayCap - 1}.at`]: { $not: { $gte: rule.dayStart } },
          [`slots.${rule.weekCap - 1}.at`]: { $not: { $gte: rule.weekStart } },
        },
        {
          $push: {
            slots: { $each: [{ touch: rule.touch, at: rule.at }], $sort: { at: -1 }, $slice: slotsKept },
          },
        },
      )
      return modifiedCount === 1
    },

    /** Takes a slot whatever the caps say: a requested message is never refused but counts. True for the call that took it. */
    async takeAnyway(customerId: string, touch: string, at: Date): Promise<boolean> {
      const { modifiedCount } = await customers.updateOne(
        { ...settled(customerId), 'slots.touch': { $ne: touch } },
        { $push: { slots: { $each: [{ touch, at }], $sort: { at: -1 }, $slice: slotsKept } } },
      )
      return modifiedCount === 1
    },

    /** Gives a slot back. Harmless when there is none. */
    async release(customerId: string, touch: string): Promise<void> {
      await customers.updateOne({ _id: customerId }, { $pull: { slots: { touch } } })
    },

    /** Gives back a slot taken before `before`; one taken later, perhaps by a faster worker, stays. */
    async releaseOlder(customerId: string, touch: string, before: Date): Promise<void> {
      await customers.updateOne(
        { _id: customerId, slots: { $elemMatch: { touch, at: { $lt: before } } } },
        { $pull: { slots: { touch } } },
      )
    },

    holder(customerId: string): Promise<SlotHolder | null> {
      return customers.findOne<SlotHolder>(
        { _id: customerId },
        { projection: { _id: 1, slots: 1, mergedInto: 1, merging: 1 } },
      )
    },
  }
}

/** A slot taken while two customers become one could be counted at neither: nobody takes one then. */
function settled(customerId: string): Filter<Customer> {
  return { _id: customerId, mergedInto: null as never, 'merging.0': { $exists: false } }
}
