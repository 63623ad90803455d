import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, text } from './collection.ts'

const shape = {
  _id: text,
  /** Entries by date or schedule have been made for everything up to here (business time). */
  enteredUntil: date,
}

type JourneyProgress = InferRawDocType<typeof shape>

const schema = collectionOf<JourneyProgress>('journeys', shape)

export type JourneyStore = ReturnType<typeof createJourneyStore>

/** How far the entries that time makes have been made, by journey. */
export function createJourneyStore(connection: Connection) {
  const journeys = modelOf(connection, schema)

  return {
    async enteredUntil(): Promise<Map<string, Date>> {
      const all = await journeys.find().lean<JourneyProgress[]>()
      return new Map(all.map(({ _id, enteredUntil }) => [_id, enteredUntil]))
    },
    /** Never goes back. */
    async noteEntered(journeyId: string, until: Date): Promise<void> {
      await journeys.updateOne({ _id: journeyId }, { $max: { enteredUntil: until } }, { upsert: true })
    },
  }
}
