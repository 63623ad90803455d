import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, listOf, modelOf, number, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** Who may write just now. Real time: it is about people at their screens. */
export interface EditLease {
  /** One open page: of two pages of one person, one edits. */
  session: string
  by: string
  until: Date
}

/** A definition as somebody is writing it: it may be wrong, and does nothing. */
export interface Draft {
  /** `<kind>:<id>`. */
  _id: string
  /** Told apart from an earlier draft of the same definition. */
  life: string
  /** Changes with every text saved. */
  stamp: string
  text: string
  /** Number of the version it was made from; 0 = nothing was in use. */
  basedOn: number
  /** Who wrote this text, and when (business time). */
  by: string
  at: Date
  lease: EditLease
}

const schema = collectionOf<Draft>('drafts', {
  _id: text,
  life: text,
  stamp: text,
  text,
  basedOn: number,
  by: text,
  at: date,
  lease: partOf<EditLease>({ session: text, by: text, until: date }),
})

/** A text that could not be saved, because somebody else was writing by then or the draft was gone. */
export interface TextCopy {
  text: string
  by: string
  /** Business time. */
  at: Date
}

const copiesShape = {
  /** `<kind>:<id>`. */
  _id: text,
  /** The newest last. */
  copies: listOf(partOf<TextCopy>({ text, by: text, at: date })),
}

const copiesSchema = collectionOf<InferRawDocType<typeof copiesShape>>('draftCopies', copiesShape)

/** With texts of the greatest size they still are one document. */
const mostCopies = 10

export type DraftStore = ReturnType<typeof createDraftStore>

/** Drafts, and the texts that came too late for them, which outlive the draft. */
export function createDraftStore(connection: Connection) {
  const drafts = modelOf(connection, schema)
  const late = modelOf(connection, copiesSchema)
  const after = { returnDocument: 'after' } as const

  return {
    async find(key: string): Promise<Draft | null> {
      return drafts.findOne({ _id: key }).lean<Draft>()
    },
    /** All of them, without their texts. */
    async list(): Promise<Omit<Draft, 'text'>[]> {
      return drafts.find({}, { text: 0 }).sort({ _id: 1 }).lean<Omit<Draft, 'text'>[]>()
    },
    async keys(): Promise<string[]> {
      const all = await drafts.find({}, { _id: 1 }).lean<{ _id: string }[]>()
      return all.map(({ _id }) => _id)
    },
    /** False when somebody else began one. */
    insert(draft: Draft): Promise<boolean> {
      return unlessPresent(drafts.insertOne(draft))
    },
    /** Null when somebody else has the lease at `now`, or there is no such draft. */
    async lease(key: string, lease: EditLease, now: Date): Promise<Draft | null> {
      const free = { $or: [{ 'lease.session': lease.session }, { 'lease.until': { $lte: now } }] }
      return drafts.findOneAndUpdate({ _id: key, ...free }, { $set: { lease } }, after).lean<Draft>()
    },
    /** Whoever had the lease has it no more. Null when there is no such draft. */
    async takeOver(key: string, lease: EditLease): Promise<Draft | null> {
      return drafts.findOneAndUpdate({ _id: key }, { $set: { lease } }, after).lean<Draft>()
    },
    /** Null when the session does not hold the draft. One whose time is over holds it until somebody else does. */
    async keep(key: string, session: string, until: Date): Promise<Draft | null> {
      const kept = { $set: { 'lease.until': until } }
      return drafts.findOneAndUpdate({ _id: key, 'lease.session': session }, kept, after).lean<Draft>()
    },
    /** Null when the session does not hold the draft. */
    async save(
      key: string,
      session: string,
      saved: Pick<Draft, 'stamp' | 'text' | 'by' | 'at'> & { until: Date; basedOn?: number },
    ): Promise<Draft | null> {
      const { until, ...rest } = saved
      const written = { $set: { ...rest, 'lease.until': until } }
      return drafts.findOneAndUpdate({ _id: key, 'lease.session': session }, written, after).lean<Draft>()
    },
    /** What was written on top of a text that is in force now stands on that version. */
    async rebase({ _id, life }: Draft, onto: number): Promise<void> {
      await drafts.updateOne({ _id, life }, { $set: { basedOn: onto } })
    },
    /** False when it says something else by now, or is gone. */
    async remove({ _id, stamp }: Pick<Draft, '_id' | 'stamp'>): Promise<boolean> {
      return (await drafts.deleteOne({ _id, stamp })).deletedCount === 1
    },
    /** False when the session does not hold the draft. */
    async discard(key: string, session: string): Promise<boolean> {
      return (await drafts.deleteOne({ _id: key, 'lease.session': session })).deletedCount === 1
    },

    /** The newest stay. */
    async keepCopy(key: string, copy: TextCopy): Promise<void> {
      const added = { $push: { copies: { $each: [copy], $slice: -mostCopies } } }
      await late.updateOne({ _id: key }, added, { upsert: true })
    },
    /** Every text there is: of drafts, and of what came too late. */
    async *texts(): AsyncGenerator<string> {
      for await (const { text } of drafts.find({}, { text: 1 }).lean<Pick<Draft, 'text'>[]>().cursor())
        yield text
      for await (const { copies } of late.find({}).lean<{ copies: TextCopy[] }[]>().cursor()) {
        for (const { text } of copies) yield text
      }
    },
    async copies(key: string): Promise<TextCopy[]> {
      return (await late.findOne({ _id: key }).lean<{ copies: TextCopy[] }>())?.copies ?? []
    },
  }
}
