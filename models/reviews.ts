import type { Connection } from 'mongoose'
import { collectionOf, date, listOf, modelOf, oneOf, text } from './collection.ts'

export const reviewStates = ['open', 'deciding', 'approved', 'refused', 'stale', 'withdrawn'] as const
/** `deciding`: somebody agreed, and it is being published; a crash leaves it so until somebody decides again. */
export type ReviewState = (typeof reviewStates)[number]

/** Something somebody wants published that a second person must agree to. Real time throughout. */
export interface Review {
  /** Ascends with time. */
  _id: string
  state: ReviewState
  /** Keys of what it publishes. */
  keys: string[]
  title: string
  /** What it does, in a few words (zh-CN); absent in those of earlier releases, which publish. */
  deed?: string
  /** Login name, and name as shown. */
  by: string
  byName: string
  at: Date
  note: string
  /** Why it needs a second person, each a few words (zh-CN). */
  why: string[]
  /** How many people it reaches at once, as counted when it was asked for; absent where that cannot be counted. */
  people?: number
  /** What differs from what is in use, as a unified diff. */
  lines: string[]
  /** The publication that is wanted, as JSON. */
  wanted: string
  decidedBy?: string
  decidedByName?: string
  decidedAt?: Date
  /** Of a refusal, or why it could not be published any more. */
  answer?: string
  publication?: number
}

const schema = collectionOf<Review>('reviews', {
  _id: text,
  state: oneOf(...reviewStates),
  keys: listOf(String),
  title: text,
  deed: String,
  by: text,
  byName: text,
  at: date,
  note: text,
  why: listOf(String),
  people: Number,
  lines: listOf(String),
  wanted: text,
  decidedBy: String,
  decidedByName: String,
  decidedAt: Date,
  answer: String,
  publication: Number,
})
schema.index({ state: 1, _id: -1 })
schema.index({ keys: 1, _id: -1 })
schema.index({ by: 1, _id: -1 })

export type ReviewStore = ReturnType<typeof createReviewStore>

/** What waits for a second person, and what became of it. */
export function createReviewStore(connection: Connection) {
  const reviews = modelOf(connection, schema)

  return {
    async insert(review: Review): Promise<void> {
      await reviews.insertOne(review)
    },
    find: (id: string): Promise<Review | null> => reviews.findOne({ _id: id }).lean<Review>().exec(),
    /** The latest first: all, those about one definition, or those one person asked for. */
    list(look: {
      states: ReviewState[]
      key?: string
      by?: string
      after?: string
      limit: number
    }): Promise<Review[]> {
      const { states, key, by, after, limit } = look
      return reviews
        .find({
          state: { $in: states },
          ...(key !== undefined && { keys: key }),
          ...(by !== undefined && { by }),
          ...(after !== undefined && { _id: { $lt: after } }),
        })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<Review[]>()
        .exec()
    },
    /** Of two who decide, one does; also of one that somebody left half decided before `abandoned`. */
    async claim(
      id: string,
      who: { decidedBy: string; decidedByName: string; decidedAt: Date },
      abandoned: Date,
    ): Promise<boolean> {
      const result = await reviews.updateOne(
        { _id: id, $or: [{ state: 'open' }, { state: 'deciding', decidedAt: { $lt: abandoned } }] },
        { $set: { ...who, state: 'deciding' } },
      )
      return result.matchedCount === 1
    },
    /** What became of one that was claimed by them. */
    async settle(
      id: string,
      decidedBy: string,
      became: { state: ReviewState; answer?: string; publication?: number },
    ): Promise<void> {
      await reviews.updateOne({ _id: id, state: 'deciding', decidedBy }, { $set: became })
    },
    /** Takes back one that nobody decided; false when somebody did. */
    async withdraw(id: string, by: string, at: Date): Promise<boolean> {
      const result = await reviews.updateOne(
        { _id: id, by, state: 'open' },
        { $set: { state: 'withdrawn', decidedAt: at } },
      )
      return result.matchedCount === 1
    },
  }
}
