import type { Connection } from 'mongoose'
import { collectionOf, date, listOf, modelOf, number, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** What a lesson was drawn from. */
export const lessonSources = ['flow', 'campaign', 'content', 'alert', 'test'] as const

export interface LessonSource {
  kind: (typeof lessonSources)[number]
  id: string
  /** As it was called then. */
  name: string
  /** Of a test: which of its flow. */
  place?: string
}

/** What somebody wrote. */
export interface LessonText {
  /** What was seen. */
  saw: string
  /** What is done next time. */
  next: string
  /** Ids of the journeys it is kept beside. */
  flows: string[]
  /** Of the campaign it was learnt in. */
  campaign?: string
  source?: LessonSource
}

/** 经验（SOP）. */
export interface Lesson extends LessonText {
  /** A ulid. */
  _id: string
  /** Counts up by one with each change: the compare-and-set guard. */
  rev: number
  createdAt: Date
  /** Name of who changed it last, and when. */
  by: string
  at: Date
  /** Since when nobody is to follow it any more. */
  retiredAt?: Date
}

const schema = collectionOf<Lesson>('lessons', {
  _id: text,
  rev: number,
  saw: text,
  next: text,
  flows: listOf(String),
  campaign: String,
  source: partOf<LessonSource>({ kind: text, id: text, name: text, place: String }),
  createdAt: date,
  by: text,
  at: date,
  retiredAt: Date,
})
schema.index({ flows: 1 })
schema.index({ campaign: 1 })
schema.index({ createdAt: -1 })

export type LessonStore = ReturnType<typeof createLessonStore>

/** Beside one flow or of one campaign; of neither, all. */
export interface LessonLook {
  flow?: string
  campaign?: string
}

export function createLessonStore(connection: Connection) {
  const lessons = modelOf(connection, schema)
  const inUse = { retiredAt: null as never }

  return {
    find: (id: string): Promise<Lesson | null> => lessons.findOne({ _id: id }).lean<Lesson>().exec(),
    /** Those in use, the newest first. */
    list({ flow, campaign }: LessonLook, limit: number): Promise<Lesson[]> {
      const where = { ...inUse, ...(flow && { flows: flow }), ...(campaign && { campaign }) }
      return lessons.find(where).sort({ createdAt: -1 }).limit(limit).lean<Lesson[]>().exec()
    },
    /** Of these, those in use. */
    many: (ids: readonly string[]): Promise<Lesson[]> =>
      lessons
        .find({ ...inUse, _id: { $in: [...ids] } })
        .lean<Lesson[]>()
        .exec(),
    /** How many are in use, counted up to `most`. */
    count: (most: number): Promise<number> => lessons.countDocuments(inUse, { limit: most }),
    /** False when somebody else changed it meanwhile: the one before it has `rev - 1`, and the first one is 1. */
    async save(lesson: Lesson): Promise<boolean> {
      if (lesson.rev === 1) return unlessPresent(lessons.collection.insertOne(lesson as never))
      return (await lessons.replaceOne({ _id: lesson._id, rev: lesson.rev - 1 }, lesson)).matchedCount > 0
    },
  }
}
