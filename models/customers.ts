import type { Filter, UpdateFilter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf, modelOf } from './collection.ts'
import { type Customer, customerSchema, type IdentityKey } from './customer.ts'
import { insertNew, unlessPresent } from './duplicates.ts'
import type { KeluEvent } from './event.ts'

/** How many ids of applied events, and of causes, a customer remembers. */
export const recentKept = 64
/** The same bound as in the cap ledger. */
const slotsKept = 32

/** Parts of a customer written under `rev`, and only so. */
export type JournalPart =
  | 'ids'
  | 'unionid'
  | 'profile'
  | 'tags'
  | 'traits'
  | 'consent'
  | 'reach'
  | 'addressReach'
  | 'quiet'
  | 'follows'
  | 'owner'
  | 'homeStore'
  | 'isTest'
  | 'engagedAt'
  | 'credits'
  | 'accepts'
  | 'orders'
  | 'cases'
  | 'refreshAt'

/** One update of a customer: what it became, and the events that say so. */
export interface JournalWrite {
  seq: number
  parts: Partial<Pick<Customer, JournalPart>>
  /** Parts that are gone. */
  gone: JournalPart[]
  outbox: KeluEvent[]
  /** Remembered as applied. */
  mark?: { list: 'recent' | 'causes'; id: string }
}

/** What a survivor takes over beside its journal. Slots, segments and the open task have other writers, so each is guarded by itself. */
export interface Takeover {
  loserId: string
  mergedFrom: string[]
  slots: Customer['slots']
  segments: string[]
  openTaskId?: string
  recent: string[]
  causes: string[]
}

export type CustomerStore = ReturnType<typeof createCustomerStore>

export function createCustomerStore(connection: Connection) {
  const customers = modelOf(connection, customerSchema)
  // Hot: every event reads a customer, and most write one.
  const hot = hotPathOf(connection, customerSchema)

  async function update(filter: object, change: object): Promise<boolean> {
    const result = await hot.updateOne(filter as Filter<Customer>, change as UpdateFilter<Customer>)
    return result.matchedCount === 1
  }

  return {
    /** Writes a new customer down unless one of that id is there; true for the one call that did. */
    create(customer: Customer): Promise<boolean> {
      return unlessPresent(hot.insertOne(customer))
    },
    /** Writes those down who are not there yet. */
    async createMany(newborn: Customer[]): Promise<void> {
      await insertNew(hot, newborn)
    },
    /** As stored: the loser of a merge is returned as such. */
    find(id: string): Promise<Customer | null> {
      return hot.findOne({ _id: id })
    },
    findMany(ids: string[]): Promise<Customer[]> {
      return hot.find({ _id: { $in: ids } }).toArray()
    },
    async findByPhoneKey(key: IdentityKey): Promise<Customer[]> {
      return customers.find({ 'profile.phoneKey': key, mergedInto: null }).lean<Customer[]>()
    },
    /** Everybody who has one of these numbers or mailboxes. */
    async findByAddressKeys(phoneKeys: IdentityKey[], emailKeys: string[]): Promise<Customer[]> {
      const [byPhone, byMail] = await Promise.all([
        hot.find({ 'profile.phoneKey': { $in: phoneKeys }, mergedInto: { $exists: false } }).toArray(),
        hot.find({ 'profile.emailKey': { $in: emailKeys }, mergedInto: { $exists: false } }).toArray(),
      ])
      return [...new Map([...byPhone, ...byMail].map((one) => [one._id, one])).values()]
    },

    /** Writes if nobody has since `before` was read, closing it included; false otherwise. */
    save(before: Customer, write: JournalWrite): Promise<boolean> {
      return update(unchanged(before), changeOf(write))
    },
    async removeFromOutbox(id: string, eventIds: string[]): Promise<void> {
      await update({ _id: id }, { $pull: { outbox: { _id: { $in: eventIds } } } })
    },

    /** Stores that `survivor` takes over `loser`; false when the survivor has been merged away itself. */
    intendMerge(survivorId: string, loserId: string): Promise<boolean> {
      return update(
        { _id: survivorId, mergedInto: null },
        { $addToSet: { merging: loserId }, $inc: { rev: 1 } },
      )
    },
    async abandonMerge(survivorId: string, loserId: string): Promise<void> {
      await update({ _id: survivorId }, { $pull: { merging: loserId }, $inc: { rev: 1 } })
    },
    /** Closes the loser: from here on nothing but its outbox is written. */
    markMerged(loser: Customer, survivorId: string): Promise<boolean> {
      return update(unchanged(loser), {
        $set: { mergedInto: survivorId },
        $unset: { refreshAt: 1 },
        $inc: { rev: 1 },
      })
    },
    /** Completes a merge in one update; false when something moved meanwhile and it must be computed anew. */
    takeOver(before: Customer, write: JournalWrite, takeover: Takeover): Promise<boolean> {
      const { loserId, mergedFrom, slots, segments, openTaskId, recent, causes } = takeover
      const change = changeOf(write)
      return update(
        {
          ...unchanged(before),
          mergedFrom: { $ne: loserId },
          ...(slots.length > 0 && { 'slots.touch': { $nin: slots.map(({ touch }) => touch) } }),
          ...(segments.length > 0 && { segments: { $nin: segments } }),
          ...(openTaskId && { openTaskId: null }),
        },
        {
          ...change,
          $set: { ...change.$set, mergedFrom, recent, causes, ...(openTaskId && { openTaskId }) },
          $pull: { merging: loserId },
          $push: {
            ...change.$push,
            ...(slots.length > 0 && { slots: { $each: slots, $sort: { at: -1 }, $slice: slotsKept } }),
            ...(segments.length > 0 && { segments: { $each: segments } }),
          },
        },
      )
    },

    /** The compare-and-set on the one open task: claims it when nobody has; returns the holder. Follows a merge. */
    async claimOpenTask(customerId: string, taskId: string): Promise<string> {
      for (let id = customerId; ; ) {
        await update({ _id: id, openTaskId: null, mergedInto: null }, { $set: { openTaskId: taskId } })
        const stored = await customers.findOne({ _id: id }, { openTaskId: 1, mergedInto: 1 }).lean<Customer>()
        if (!stored) throw new Error(`customer ${id} is not there to hold a task`)
        if (stored.mergedInto) id = stored.mergedInto
        else if (stored.openTaskId) return stored.openTaskId
      }
    },
    /** Gives the claim back when this task holds it. Follows a merge. */
    async releaseOpenTask(customerId: string, taskId: string): Promise<void> {
      for (let id = customerId; ; ) {
        await update({ _id: id, openTaskId: taskId }, { $unset: { openTaskId: 1 } })
        const stored = await customers.findOne({ _id: id }, { mergedInto: 1 }).lean<Customer>()
        if (!stored?.mergedInto) return
        id = stored.mergedInto
        // A take-over that has read the claim before it was given back must look again.
        await update({ _id: id }, { $inc: { rev: 1 } })
      }
    },

    /** Notes membership of a live segment; true when it is new. */
    joinSegment(customerId: string, segmentId: string): Promise<boolean> {
      return update(
        { _id: customerId, segments: { $ne: segmentId }, mergedInto: null },
        { $push: { segments: segmentId }, $inc: { [`segmentMoves.${segmentId}`]: 1 } },
      )
    },
    /** True when the customer was in it. */
    leaveSegment(customerId: string, segmentId: string): Promise<boolean> {
      return update(
        { _id: customerId, segments: segmentId },
        { $pull: { segments: segmentId }, $inc: { [`segmentMoves.${segmentId}`]: 1 } },
      )
    },

    /** Test accounts, by id. Reads every customer: for people who ask, not for work. */
    testAccounts(limit: number): Promise<Customer[]> {
      return hot
        .find({ isTest: true, mergedInto: null as never })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
    },

    /** Customers with events that wait in the outbox since `before` or longer. */
    async withUnpublished(before: Date, limit: number): Promise<Customer[]> {
      return customers
        .find({ 'outbox.receivedAt': { $lte: before } })
        .limit(limit)
        .lean<Customer[]>()
    },
    /** Survivors of merges that were begun and not finished. */
    async inMerge(limit: number): Promise<Customer[]> {
      return customers
        .find({ merging: { $gt: '' } })
        .limit(limit)
        .lean<Customer[]>()
    },
    /** Customers with a trait that time alone has changed. */
    async dueForRefresh(now: Date, limit: number): Promise<Customer[]> {
      return customers
        .find({ refreshAt: { $lte: now } })
        .sort({ refreshAt: 1 })
        .limit(limit)
        .lean<Customer[]>()
    },
  }
}

/** Closing the loser of a merge counts as a write, so this also keeps everybody out of a closed one. */
function unchanged(before: Customer): object {
  return { _id: before._id, rev: before.rev ?? null }
}

function changeOf(write: JournalWrite) {
  const { mark } = write
  const push = {
    ...(write.outbox.length > 0 && { outbox: { $each: write.outbox } }),
    ...(mark && { [mark.list]: { $each: [mark.id], $slice: -recentKept } }),
  }
  return {
    $set: { ...write.parts, seq: write.seq },
    $inc: { rev: 1 },
    ...(write.gone.length > 0 && { $unset: Object.fromEntries(write.gone.map((part) => [part, 1])) }),
    ...(Object.keys(push).length > 0 && { $push: push }),
  }
}
