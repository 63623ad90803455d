import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** One of the few things a salesperson is asked to confirm on a day; `_id` = `<userid>:<day>:<n>`, n from 1. */
interface Confirmation {
  _id: string
  groupSend: string
  at: Date
}

const schema = collectionOf<Confirmation>('confirmations', { _id: text, groupSend: text, at: date })
const keptSeconds = 62 * 86_400
schema.index({ at: 1 }, { expireAfterSeconds: keptSeconds })

export type Confirmations = ReturnType<typeof createConfirmationStore>

/** How many a salesperson may be asked to confirm a day: each place is a document of its own, so nobody takes one twice. */
export function createConfirmationStore(connection: Connection) {
  const places = hotPathOf(connection, schema)
  const placesOf = (sender: string, day: string, most: number): string[] =>
    Array.from({ length: most }, (_, n) => `${sender.toLowerCase()}:${day}:${n + 1}`)

  return {
    /** The group-sends that have a place that day. */
    async taken(sender: string, day: string, most: number): Promise<string[]> {
      const found = await places.find({ _id: { $in: placesOf(sender, day, most) } }).toArray()
      return found.map(({ groupSend }) => groupSend)
    },

    /** The group-sends of a salesperson, however their userid is written, since that day; the latest day first. */
    async since(sender: string, day: string): Promise<string[]> {
      const who = sender.toLowerCase()
      // `;` follows `:`, so that these are all days of this one from then on.
      const found = await places
        .find({ _id: { $gte: `${who}:${day}`, $lt: `${who};` } })
        .sort({ _id: -1 })
        .toArray()
      return found.map(({ groupSend }) => groupSend)
    },

    /** A place for this one, or the one it has; false when there is none left. */
    async take(
      groupSend: string,
      { sender, day, most, at }: { sender: string; day: string; most: number; at: Date },
    ): Promise<boolean> {
      const ids = placesOf(sender, day, most)
      const held = await places.find({ _id: { $in: ids } }).toArray()
      if (held.some((place) => place.groupSend === groupSend)) return true
      for (const _id of ids) {
        if (held.some((place) => place._id === _id)) continue
        if (await unlessPresent(places.insertOne({ _id, groupSend, at }))) return true
      }
      return false
    },

    /** Of one that was never handed over: nobody was asked anything. */
    async giveBack(groupSend: string, { sender, day, most }: { sender: string; day: string; most: number }) {
      await places.deleteMany({ _id: { $in: placesOf(sender, day, most) }, groupSend })
    },
  }
}
