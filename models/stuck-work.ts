import type { Connection } from 'mongoose'
import { hotPathOf, modelOf } from './collection.ts'
import { eventSchema } from './events.ts'
import { inboxSchema } from './inbox.ts'
import { taskSchema } from './tasks.ts'
import { type Touch, touchSchema } from './touch.ts'

/** States in which a touch is not settled. */
const openStates: Touch['state'][] = ['planned', 'reserved', 'sending', 'deferred']
const never = null as never
const idOnly = { projection: { _id: 1 } } as const

export type StuckWork = ReturnType<typeof createStuckWork>

/**
 * What stands where nobody who looks for work would find it, or for longer than it should. Each repair is one conditional
 * update, which does nothing to what somebody moved meanwhile.
 */
export function createStuckWork(connection: Connection) {
  const touches = hotPathOf(connection, touchSchema)
  const events = hotPathOf(connection, eventSchema)
  const inbox = hotPathOf(connection, inboxSchema)
  const tasks = modelOf(connection, taskSchema)

  const idsOf = (found: { _id: string }[]): string[] => found.map(({ _id }) => _id)

  return {
    touches: {
      /** Open, and no sweep will ever look at it. */
      unwatched: async (limit: number): Promise<string[]> =>
        idsOf(
          await touches
            .find({ state: { $in: openStates }, sweepAt: never }, idOnly)
            .limit(limit)
            .toArray(),
        ),
      async watch(id: string, at: Date): Promise<boolean> {
        const { modifiedCount } = await touches.updateOne(
          { _id: id, state: { $in: openStates }, sweepAt: never },
          { $set: { sweepAt: at }, $inc: { rev: 1 } },
        )
        return modifiedCount === 1
      },
      /** Those the sweep should have looked at by then. */
      overdue: async (by: Date, limit: number): Promise<string[]> =>
        idsOf(
          await touches
            .find({ sweepAt: { $lte: by } }, idOnly)
            .sort({ sweepAt: 1 })
            .limit(limit)
            .toArray(),
        ),
    },
    events: {
      /** Somebody is still to be told of it, and no sweep will ever look at it. */
      unwatched: async (limit: number): Promise<string[]> =>
        idsOf(await events.find({ open: true, openSince: never }, idOnly).limit(limit).toArray()),
      async watch(id: string, at: Date): Promise<boolean> {
        const { modifiedCount } = await events.updateOne(
          { _id: id, open: true, openSince: never },
          { $set: { openSince: at } },
        )
        return modifiedCount === 1
      },
      failing: async (atLeast: number, limit: number): Promise<string[]> =>
        idsOf(
          await events
            .find({ open: true, tries: { $gte: atLeast } }, idOnly)
            .limit(limit)
            .toArray(),
        ),
    },
    tasks: {
      /** With nobody who accepted it, and no time at which anybody looks for one. */
      unwatched: async (limit: number): Promise<string[]> =>
        idsOf(
          await tasks
            .find({ state: { $in: ['planned', 'offered'] }, dueAt: { $exists: false } }, { _id: 1 })
            .limit(limit)
            .lean<{ _id: string }[]>(),
        ),
      async watch(id: string, at: Date): Promise<boolean> {
        const { modifiedCount } = await tasks.updateOne(
          { _id: id, state: { $in: ['planned', 'offered'] }, dueAt: { $exists: false } },
          { $set: { dueAt: at }, $inc: { rev: 1 } },
        )
        return modifiedCount === 1
      },
    },
    inbox: {
      /** Given up, kept for a replay. */
      failed: async (limit: number): Promise<string[]> =>
        idsOf(await inbox.find({ state: 'failed' }, idOnly).limit(limit).toArray()),
      /** Due by then, and nobody took it. */
      overdue: async (by: Date, limit: number): Promise<string[]> =>
        idsOf(
          await inbox
            .find({ state: 'received', dueAt: { $lte: by } }, idOnly)
            .sort({ dueAt: 1 })
            .limit(limit)
            .toArray(),
        ),
    },
  }
}
