import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, number, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** What a member did with customers on a day, as WeCom counts it. */
export interface BehaviourFigures {
  /** Requests to become friends that they sent, and friends they got. */
  applies: number
  contacts: number
  /** Customers they talked to, and messages they sent. */
  chats: number
  messages: number
  /** Of the chats that customers began, how many they answered, percent; absent while nobody talked. */
  replyPercent?: number
  /** Until they answered first, minutes; absent while nobody talked. */
  replyMinutes?: number
  /** Customers who deleted or blocked them. */
  losses: number
}

/** `_id` = `<userid>:<day>`. */
export interface StaffFigures extends BehaviourFigures {
  _id: string
  staff: string
  /** Day of WeCom, `2026-12-01`. */
  day: string
  heardAt: Date
}

/** How far the figures of a member were asked for; `_id` = userid, lower case. */
export interface StaffFigureFeed {
  _id: string
  /** The last day that was told; absent = none yet. */
  until?: string
  /** When it is asked again at the earliest. */
  dueAt: Date
  /** WeCom's code for not telling it. */
  refused?: string
}

const figuresSchema = collectionOf<StaffFigures>('staffFigures', {
  _id: text,
  staff: text,
  day: text,
  applies: number,
  contacts: number,
  chats: number,
  messages: number,
  replyPercent: Number,
  replyMinutes: Number,
  losses: number,
  heardAt: date,
})
figuresSchema.index({ day: 1, staff: 1 })
const keptSeconds = 800 * 86_400
figuresSchema.index({ heardAt: 1 }, { expireAfterSeconds: keptSeconds })

const feedSchema = collectionOf<StaffFigureFeed>('staffFigureFeeds', {
  _id: text,
  until: String,
  dueAt: date,
  refused: String,
})

export type StaffFigureStore = ReturnType<typeof createStaffFigureStore>

/** What WeCom told of each member's days, and how far it was asked. */
export function createStaffFigureStore(connection: Connection) {
  const figures = hotPathOf(connection, figuresSchema)
  const feeds = hotPathOf(connection, feedSchema)

  return {
    feeds: (): Promise<StaffFigureFeed[]> => feeds.find().toArray(),

    /** Takes a member to ask about until `dueAt`, as the feed was read; null = there is none yet. True for the call that did. */
    async take(staff: string, known: StaffFigureFeed | null, dueAt: Date): Promise<boolean> {
      if (known === null) return unlessPresent(feeds.insertOne({ _id: staff, dueAt }))
      const { modifiedCount } = await feeds.updateOne({ _id: staff, dueAt: known.dueAt }, { $set: { dueAt } })
      return modifiedCount === 1
    },
    /** What was told, first; then how far that goes. Told twice it is the same. */
    async keep(
      days: readonly StaffFigures[],
      feed: { staff: string; until: string; dueAt: Date },
    ): Promise<void> {
      for (const day of days) await figures.replaceOne({ _id: day._id }, day, { upsert: true })
      const { staff, until, dueAt } = feed
      await feeds.updateOne({ _id: staff }, { $set: { until, dueAt }, $unset: { refused: 1 } })
    },
    async refuse(staff: string, refused: string, dueAt: Date): Promise<void> {
      await feeds.updateOne({ _id: staff }, { $set: { refused, dueAt } })
    },
    async postpone(staff: string, dueAt: Date): Promise<void> {
      await feeds.updateOne({ _id: staff }, { $set: { dueAt } })
    },

    /** Of these days, both included. */
    between: (from: string, to: string): Promise<StaffFigures[]> =>
      figures.find({ day: { $gte: from, $lte: to } }).toArray(),
  }
}
