import type { Connection } from 'mongoose'
import { collectionOf, date, hotPathOf, listOf, number, optionalListOf, partOf, text } from './collection.ts'

/** A tag WeCom did not take. */
export interface TagRefusal {
  tag: string
  /** `pairFull` 3,000 on a pair · `corpFull` 10,000 in the corp · `name` a name WeCom does not take · `foreignId` an id of a third-party application · `configuration`. */
  reason: 'pairFull' | 'corpFull' | 'name' | 'foreignId' | 'configuration'
  code: string
}

/** Somebody whose tags have still to be put on their pairs in WeCom. */
export interface TagPush {
  /** The customer. */
  _id: string
  /** Absent once all was done but what WeCom refuses. */
  dueAt?: Date
  /** How often it was asked for: whoever ends it sees whether more was asked meanwhile. */
  asked: number
  tries: number
  /** Tags that were taken off since: they go from every pair, whatever is known of it. */
  off: string[]
  refused?: TagRefusal[]
  at: Date
}

const schema = collectionOf<TagPush>('tagPushes', {
  _id: text,
  dueAt: Date,
  asked: number,
  tries: number,
  off: listOf(String),
  refused: optionalListOf(partOf<TagRefusal>({ tag: text, reason: text, code: text })),
  at: date,
})
schema.index({ dueAt: 1 })
schema.index({ 'refused.tag': 1 })

export type TagPushStore = ReturnType<typeof createTagPushStore>

const offKept = 200

/** Whose tags are on their way to WeCom. A customer is one document, so that a hundred changes are one call. */
export function createTagPushStore(connection: Connection) {
  const pushes = hotPathOf(connection, schema)

  return {
    /** Has it done at once; `off` = tags that were just taken off. */
    async ask(customerId: string, now: Date, off: readonly string[] = []): Promise<void> {
      await pushes.updateOne(
        { _id: customerId },
        {
          $set: { dueAt: now, at: now },
          $inc: { asked: 1 },
          ...(off.length > 0
            ? { $push: { off: { $each: [...off], $slice: -offKept } } }
            : { $setOnInsert: { off: [] } }),
          $min: { tries: 0 },
        },
        { upsert: true },
      )
    },
    async due(now: Date, limit: number): Promise<TagPush[]> {
      return pushes
        .find({ dueAt: { $lte: now } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray()
    },
    find: (customerId: string): Promise<TagPush | null> => pushes.findOne({ _id: customerId }),
    /** Takes it in hand until then; false when somebody else has. */
    async lease({ _id, dueAt }: TagPush, until: Date): Promise<boolean> {
      if (dueAt === undefined) return false
      return (await pushes.updateOne({ _id, dueAt }, { $set: { dueAt: until } })).modifiedCount === 1
    },
    /** Ends what was asked until it was read; what was asked since stays due. */
    async end({ _id, asked }: TagPush, refused: readonly TagRefusal[]): Promise<void> {
      if (refused.length === 0) await pushes.deleteOne({ _id, asked })
      else {
        await pushes.updateOne(
          { _id, asked },
          { $set: { off: [], refused: [...refused] }, $unset: { dueAt: 1 } },
        )
      }
    },
    /** Puts it off. */
    async postpone({ _id, asked }: TagPush, until: Date): Promise<void> {
      await pushes.updateOne({ _id, asked }, { $set: { dueAt: until }, $inc: { tries: 1 } })
    },
    async nextDueAt(): Promise<Date | null> {
      const [first] = await pushes
        .find({ dueAt: { $gt: new Date(0) } })
        .sort({ dueAt: 1 })
        .limit(1)
        .toArray()
      return first?.dueAt ?? null
    },
    waiting: (): Promise<number> => pushes.countDocuments({ dueAt: { $gt: new Date(0) } }),
    /** What WeCom refuses at present, of the first thousand people. */
    refusals(): Promise<TagPush[]> {
      return pushes
        .find({ 'refused.tag': { $gt: '' } })
        .sort({ 'refused.tag': 1 })
        .limit(1_000)
        .toArray()
    },
  }
}
