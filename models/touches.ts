import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { unlessPresent } from './duplicates.ts'
import { knowing } from './mark-before-writes.ts'
import { afterChanges, setAndUnset } from './set-and-unset.ts'
import { countedAtOf, type Decision, type Purpose, type Touch, touchSchema } from './touch.ts'

/**
 * `sweepAt` of what is held until all marketing is released. After every real time, so that the index on it finds what is
 * held and no sweep for what is due ever meets it: no index of its own is written for each touch.
 */
export const whenReleased = new Date(Date.UTC(9999, 0))

type Changeable = Omit<Touch, '_id' | 'customerId' | 'rev' | 'createdAt' | 'standsBy' | 'countedAt'>

/** Fields of a touch that a step forward changes: `null` removes an optional one, `undefined` says nothing of it. */
export type TouchChanges = {
  [Field in keyof Changeable]?: undefined extends Changeable[Field]
    ? Changeable[Field] | null
    : Changeable[Field]
}

/** What is kept beside these decisions. */
export function standingBy(decisions: readonly Decision[] | undefined): Pick<Touch, 'standsBy'> {
  const last = decisions?.at(-1)
  return last === undefined ? {} : { standsBy: { gate: last.gate, reason: last.reason } }
}

/** The touch as the changes leave it. */
export function withChanges(touch: Touch, changes: TouchChanges): Touch {
  return withDerived(afterChanges({ ...touch, ...standingBy(changes.decisions) }, changes))
}

/** The touch with what is kept of it to be counted by. */
export function withDerived({ countedAt: _, ...touch }: Touch): Touch {
  const countedAt = countedAtOf(touch)
  return { ...touch, ...standingBy(touch.decisions), ...(countedAt !== undefined && { countedAt }) }
}

export type Touches = ReturnType<typeof createTouchStore>

/** The ledger of intended messages. Uniqueness is that of `_id`; every change names the rev it read. */
export function createTouchStore(connection: Connection) {
  // Hot: a send is an insert and four or five steps forward.
  const touches = hotPathOf(connection, touchSchema)

  return {
    /** Stores a new touch. False when there is one of this id already: whoever came first stands. */
    insert(touch: Touch): Promise<boolean> {
      return unlessPresent(touches.insertOne(withDerived(touch)))
    },

    find(touchId: string): Promise<Touch | null> {
      return touches.findOne({ _id: touchId })
    },

    /** Those with an attempt of that very moment. */
    attemptedAt(at: Date): Promise<Touch[]> {
      return touches.find({ 'attempts.at': at }).toArray()
    },

    /** Those of these ids that there are. */
    findMany(touchIds: readonly string[]): Promise<Touch[]> {
      return touches.find({ _id: { $in: [...touchIds] } }).toArray()
    },

    /** Compare-and-set on `rev`. The touch after the change, or null when somebody else moved it first. */
    async advance(touch: Touch, changes: TouchChanges): Promise<Touch | null> {
      const next = withChanges(touch, changes)
      const { countedAt = null } = next
      const derived = {
        ...standingBy(changes.decisions),
        ...(touch.countedAt?.getTime() !== countedAt?.getTime() && { countedAt }),
      }
      const result = await touches.updateOne(knowing({ _id: touch._id, rev: touch.rev }, touch), {
        ...setAndUnset({ ...changes, ...derived }),
        $inc: { rev: 1 },
      })
      return result.matchedCount === 1 ? { ...next, rev: touch.rev + 1 } : null
    },

    /** Counts a picture fetched by a machine; moves nothing else. */
    async countMachineOpen(touchId: string): Promise<void> {
      await touches.updateOne({ _id: touchId }, { $inc: { machineOpens: 1 } })
    },

    /** Touches outreach itself must look at again, earliest first. */
    dueForSweep(now: Date, limit: number): Promise<Touch[]> {
      return touches
        .find({ sweepAt: { $lte: now } })
        .sort({ sweepAt: 1 })
        .limit(limit)
        .toArray()
    },

    /** Touches held by publications before this one. */
    heldBefore(publication: number, limit: number): Promise<Touch[]> {
      return touches
        .find({ sweepAt: { $gte: whenReleased }, heldBy: { $lt: publication } })
        .limit(limit)
        .toArray()
    },

    /** Pop-ups of these purposes placed for these customer ids and not yet shown, oldest first, at most 20. */
    waitingPopups(customerIds: string[], purposes: Purpose[]): Promise<Touch[]> {
      return touches
        .find({
          customerId: { $in: customerIds },
          popupState: 'waiting',
          state: 'sent',
          purpose: { $in: purposes },
        })
        .sort({ createdAt: 1 })
        .limit(20)
        .toArray()
    },

    /** A customer's touches, newest first: the history that explains every message and every silence. */
    ofCustomers(customerIds: string[], limit: number): Promise<Touch[]> {
      return touches
        .find({ customerId: { $in: customerIds } })
        .sort({ createdAt: -1 })
        .limit(limit)
        .toArray()
    },

    /** Touches in one state, newest first: the list behind "unknown" and "failed" on the dashboard. */
    inState(state: Touch['state'], limit: number): Promise<Touch[]> {
      return touches.find({ state }).sort({ createdAt: -1 }).limit(limit).toArray()
    },
  }
}
