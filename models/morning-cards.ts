import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, number, optionalMixed, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** What a salesperson has to do, as their card said it. */
export interface MorningCounts {
  fresh: number
  dueToday: number
  late: number
}

/** The card of a salesperson's morning; `_id` = `<userid>:<local day>`. */
export interface MorningCard {
  _id: string
  /** `sending` without an outcome: the worker may have died in the call. `nothing`: there was nothing to say. */
  state: 'sending' | 'sent' | 'nothing' | 'refused'
  /** When it was decided, or called last; when it may be called again. */
  at: Date
  /** How often the provider was called. */
  tries: number
  counts?: MorningCounts
  code?: string
  /** Machine time, read by the store's TTL monitor. */
  purgeAt: Date
}

const schema = collectionOf<MorningCard>('morningCards', {
  _id: text,
  state: text,
  at: date,
  tries: number,
  counts: optionalMixed,
  code: String,
  purgeAt: date,
})
const keptMs = 62 * 86_400_000
schema.index({ purgeAt: 1 }, { expireAfterSeconds: 0 })

export type MorningCards = ReturnType<typeof createMorningCardStore>

/** Who was told of their day: one document per person and day, so two processes tell nobody twice. */
export function createMorningCardStore(connection: Connection) {
  const cards = hotPathOf(connection, schema)

  return {
    /** Those of these keys that there are. */
    of: (ids: readonly string[]): Promise<MorningCard[]> => cards.find({ _id: { $in: [...ids] } }).toArray(),

    /** Begins one, decided or about to be called; true for the call that did. */
    begin: (card: Omit<MorningCard, 'purgeAt'>): Promise<boolean> =>
      unlessPresent(cards.insertOne({ ...card, purgeAt: new Date(Date.now() + keptMs) })),

    /** Takes one whose call was cut off, or is to be made again; true for the call that did. */
    async takeAgain({ _id, at, tries }: MorningCard, now: Date): Promise<boolean> {
      const { modifiedCount } = await cards.updateOne(
        { _id, state: 'sending', at, tries },
        { $set: { at: now }, $inc: { tries: 1 } },
      )
      return modifiedCount === 1
    },

    /** What came of the call; `at`: when to call again, of one that stays `sending`. */
    async settle(
      _id: string,
      outcome: Pick<MorningCard, 'state'> & Partial<Pick<MorningCard, 'code' | 'at'>>,
    ): Promise<void> {
      await cards.updateOne({ _id, state: 'sending' }, { $set: outcome })
    },
  }
}
