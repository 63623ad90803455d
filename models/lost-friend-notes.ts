import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** That somebody was told of a customer who deleted a salesperson. */
interface LostFriendNote {
  /** The event. */
  _id: string
  /** Machine time, read by the store's TTL monitor. */
  purgeAt: Date
}

const keptMs = 90 * 86_400_000
const schema = collectionOf<LostFriendNote>('lostFriendNotes', { _id: text, purgeAt: date })
schema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 })

export type LostFriendNoteStore = ReturnType<typeof createLostFriendNoteStore>

/** Which losses were told: an event may be heard twice, a lead hears of it once. */
export function createLostFriendNoteStore(connection: Connection) {
  const notes = hotPathOf(connection, schema)

  return {
    /** True for the one call that is to tell of it. */
    take: (eventId: string): Promise<boolean> =>
      unlessPresent(notes.insertOne({ _id: eventId, purgeAt: new Date(Date.now() + keptMs) })),
  }
}
