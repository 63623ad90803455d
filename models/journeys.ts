import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, modelOf, text } from './collection.ts'

const shape = {
  _id: text,
  /** Entries by date or schedule have been made for everything up to here (business time). */
  enteredUntil: Date,
  /** The last publication of which everybody who was to enter at once has. */
  presentEntered: Number,
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
      return new Map(all.flatMap(({ _id, enteredUntil }) => (enteredUntil ? [[_id, enteredUntil]] : [])))
    },
    async presentEntered(journeyId: string): Promise<number> {
      const progress = await journeys.findOne({ _id: journeyId }).lean<JourneyProgress>()
      return progress?.presentEntered ?? 0
    },
    async notePresentEntered(journeyId: string, publication: number): Promise<void> {
      const change = { $max: { presentEntered: publication } }
      await journeys.updateOne({ _id: journeyId }, change, { upsert: true })
    },
    /** Never goes back. */
    async noteEntered(journeyId: string, until: Date): Promise<void> {
      await journeys.updateOne({ _id: journeyId }, { $max: { enteredUntil: until } }, { upsert: true })
    },
  }
}
