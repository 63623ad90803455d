import type { Connection } from 'mongoose'
import type { ContactChannel } from './attributions.ts'
import { collectionOf, date, hotPathOf, listOf, number, partOf, text } from './collection.ts'

/** What was done to reach people with one content over one channel on one day. */
export interface SpendRow {
  channel: ContactChannel
  content: string
  /** Messages that went out, words sent, follow-ups finished. */
  count: number
  /** Billed SMS segments. */
  segments: number
  /** Group-sends confirmed, and words sent into chats. */
  sends: number
  followUps: number
}

/** `_id` = the company's day, `2026-12-01`. */
export interface SpendDay {
  _id: string
  rows: SpendRow[]
  /** When it was counted. */
  at: Date
}

const schema = collectionOf<SpendDay>('attributionSpend', {
  _id: text,
  rows: listOf(
    partOf<SpendRow>({
      ...{ channel: text, content: text, count: number },
      ...{ segments: number, sends: number, followUps: number },
    }),
  ),
  at: date,
})

export type SpendStore = ReturnType<typeof createSpendStore>

/** What each day was spent on reaching people. */
export function createSpendStore(connection: Connection) {
  const days = hotPathOf(connection, schema)

  return {
    async keep(day: SpendDay): Promise<void> {
      await days.replaceOne({ _id: day._id }, day, { upsert: true })
    },
    find: (day: string): Promise<SpendDay | null> => days.findOne({ _id: day }),
    /** Of these days, both included. */
    between(from: string, to: string): Promise<SpendDay[]> {
      return days
        .find({ _id: { $gte: from, $lte: to } })
        .sort({ _id: 1 })
        .toArray()
    },
  }
}
