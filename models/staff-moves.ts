import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, listOf, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** From when on somebody was in a department. */
export interface Stay {
  department: string
  from: Date
}

/** The departments a salesperson was in, the present one last; `_id` = userid. */
export interface StaffMoves {
  _id: string
  stays: Stay[]
}

const schema = collectionOf<StaffMoves>('staffMoves', {
  _id: text,
  stays: listOf(partOf<Stay>({ department: text, from: date })),
})

export type StaffMoveStore = ReturnType<typeof createStaffMoveStore>

/** Who was where when: the directory itself only knows the present. Kept as long as the people it names. */
export function createStaffMoveStore(connection: Connection) {
  const moves = hotPathOf(connection, schema)

  return {
    all: (): Promise<StaffMoves[]> => moves.find().toArray(),

    /** Begins the next stay after `known`, as it was read; true for the call that did. */
    async note(_id: string, known: readonly Stay[], next: Stay): Promise<boolean> {
      if (known.length === 0) return unlessPresent(moves.insertOne({ _id, stays: [next] }))
      const { modifiedCount } = await moves.updateOne(
        {
          _id,
          [`stays.${known.length - 1}`]: { $exists: true },
          [`stays.${known.length}`]: { $exists: false },
        },
        { $push: { stays: next } },
      )
      return modifiedCount === 1
    },
  }
}
