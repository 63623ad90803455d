import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, listOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** How far the group-sends that others made are read; `_id` = corp. */
export interface QuotaFeed {
  _id: string
  /** When they are looked at next; while somebody does, when others may. */
  dueAt: Date
  /** Ids of WeCom that nobody can send any more, or all have sent, and are counted. */
  done: string[]
}

const schema = collectionOf<QuotaFeed>('quotaFeeds', { _id: text, dueAt: date, done: listOf(String) })

export type QuotaFeeds = ReturnType<typeof createQuotaFeedStore>

export function createQuotaFeedStore(connection: Connection) {
  const feeds = hotPathOf(connection, schema)
  return {
    /** Takes the turn until `until`, if it is due; null when it is not, or somebody else has it. */
    async take(_id: string, now: Date, until: Date): Promise<QuotaFeed | null> {
      const feed = await feeds.findOne({ _id })
      if (feed === null) {
        const first = { _id, dueAt: until, done: [] }
        return (await unlessPresent(feeds.insertOne(first))) ? first : null
      }
      if (feed.dueAt > now) return null
      const { modifiedCount } = await feeds.updateOne({ _id, dueAt: feed.dueAt }, { $set: { dueAt: until } })
      return modifiedCount === 1 ? feed : null
    },
    async keep({ _id, dueAt, done }: QuotaFeed): Promise<void> {
      await feeds.updateOne({ _id }, { $set: { dueAt, done } })
    },
  }
}
