import type { Connection } from 'mongoose'
import { collectionOf, date, mixed, modelOf, text } from './collection.ts'
import type { ConsentSubject } from './customer.ts'

/** What is left of somebody who was erased: that an id was theirs, known only to who is told that id, and what they refused. */
export interface Forgotten {
  /** Keyed digest of an identity key, of a key no look-up uses. */
  _id: string
  /** When they were erased, by the clock of what customers do. */
  at: Date
  /** What they do not want, and since when. */
  refused: Partial<Record<ConsentSubject, Date>>
}

const schema = collectionOf<Forgotten>('forgotten', { _id: text, at: date, refused: mixed })

export type ForgottenStore = ReturnType<typeof createForgottenStore>

/** Kept for ever: a refusal holds however often a list is imported again. */
export function createForgottenStore(connection: Connection) {
  const forgotten = modelOf(connection, schema)

  return {
    async keep(all: readonly Forgotten[]): Promise<void> {
      if (all.length === 0) return
      await forgotten.bulkWrite(
        all.map(({ _id, ...rest }) => ({
          updateOne: { filter: { _id }, update: { $set: rest }, upsert: true },
        })),
      )
    },
    /** All of them, page by page. */
    page: (after: string, limit: number): Promise<Forgotten[]> =>
      forgotten
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<Forgotten[]>()
        .exec(),
    find: (ids: readonly string[]): Promise<Forgotten[]> =>
      forgotten
        .find({ _id: { $in: [...ids] } })
        .lean<Forgotten[]>()
        .exec(),
  }
}
