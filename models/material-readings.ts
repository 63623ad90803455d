import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { type After, behind } from './by-moment.ts'
import { collectionOf, date, hotPathOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** Somebody read what a salesperson had sent, on one day; `_id` is that of its event. */
export interface MaterialReading {
  _id: string
  /** userid of who sent it, lower case. */
  staff: string
  messageId: string
  /** Name of the content when it was sent. */
  title: string
  /** Who read it: the id they had then. */
  customerId: string
  /** Whom it had been sent to, where that is somebody else. */
  sharedBy?: string
  at: Date
}

const schema = collectionOf<MaterialReading>('materialReadings', {
  _id: text,
  staff: text,
  messageId: text,
  title: text,
  customerId: text,
  sharedBy: String,
  at: date,
})
// Of those past their time.
schema.index({ at: 1 })
schema.index({ staff: 1, at: 1 })
schema.index({ messageId: 1, at: 1 })
schema.index({ staff: 1, messageId: 1, at: 1 })

/** Of whom and of what; absent = of everybody, of anything. */
export interface ReadingsOf {
  staff?: string
  messageId?: string
}

export type MaterialReadingStore = ReturnType<typeof createMaterialReadingStore>

/** Who read what salespeople sent, the newest first, each list along an index of its own. */
export function createMaterialReadingStore(connection: Connection) {
  const readings = hotPathOf(connection, schema)

  return {
    /** Once, however often it is told. */
    async keep(reading: MaterialReading): Promise<void> {
      await unlessPresent(readings.insertOne(reading))
    },

    page({ staff, messageId }: ReadingsOf, after: After | null, limit: number): Promise<MaterialReading[]> {
      const where: Filter<MaterialReading> = {
        ...(staff !== undefined && { staff: staff.toLowerCase() }),
        ...(messageId !== undefined && { messageId }),
      }
      return behind<MaterialReading>(
        { collection: readings, where, field: 'at', direction: 'falling' },
        after,
        limit,
      )
    },
  }
}
