import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

const shape = {
  /** Name of the job. */
  _id: text,
  lastRunAt: date,
}

type JobTime = InferRawDocType<typeof shape>

const schema = collectionOf<JobTime>('jobTimes', shape)

export type JobTimes = ReturnType<typeof createJobTimes>

/** When timed jobs last ran, in business time. */
export function createJobTimes(connection: Connection) {
  const times = modelOf(connection, schema)

  return {
    async all(): Promise<Map<string, Date>> {
      const found = await times.find().lean<JobTime[]>()
      return new Map(found.map(({ _id, lastRunAt }) => [_id, lastRunAt]))
    },
    /** Never goes back to an earlier time. */
    async ran(name: string, at: Date): Promise<void> {
      // Two workers may note the first run at once: the loser's insert is refused, and a time is there.
      await unlessPresent(times.updateOne({ _id: name }, { $max: { lastRunAt: at } }, { upsert: true }))
    },
  }
}
