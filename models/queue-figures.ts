import type { Connection } from 'mongoose'
import { hotPathOf, modelOf } from './collection.ts'
import { customerSchema } from './customer.ts'
import { eventSchema } from './events.ts'
import { taskSchema } from './tasks.ts'
import { touchSchema } from './touch.ts'

/** How much waits to be done beside what came in and who is on a journey. */
export interface QueueFigures {
  /** Events somebody is still to be told of. */
  events: number
  oldestEvent: { id: string; name: string; receivedAt: Date } | null
  /** Messages outreach itself must look at now. */
  touches: number
  /** Follow-ups with something due: a card, a reminder, the next person. */
  tasks: number
  /** Customers with changes nobody was told of yet. */
  outboxes: number
}

/** Waiting work counted, for people; nothing here does any. */
export function createQueueFigures(connection: Connection) {
  const events = hotPathOf(connection, eventSchema)
  const touches = hotPathOf(connection, touchSchema)
  const customers = hotPathOf(connection, customerSchema)
  const tasks = modelOf(connection, taskSchema)

  return {
    async waiting(now: Date): Promise<QueueFigures> {
      const oldest = await events.findOne(
        { open: true },
        { sort: { receivedAt: 1 }, projection: { name: 1, receivedAt: 1 } },
      )
      return {
        events: await events.countDocuments({ open: true }),
        oldestEvent: oldest && { id: oldest._id, name: oldest.name, receivedAt: oldest.receivedAt },
        touches: await touches.countDocuments({ sweepAt: { $lte: now } }),
        tasks: await tasks.countDocuments({ dueAt: { $lte: now } }),
        outboxes: await customers.countDocuments({ 'outbox.receivedAt': { $lte: now } }),
      }
    },
  }
}
