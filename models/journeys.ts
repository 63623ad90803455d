import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, modelOf, number, oneOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

const versionShape = {
  /** `journeyId@<n>`. */
  _id: text,
  journeyId: text,
  number,
  /** SHA-256 of the definition, to tell a change from a repeat. */
  hash: text,
  /** The checked definition, as JSON. */
  definition: text,
  publishedAt: date,
}

/** One immutable published definition. */
export type JourneyVersion = InferRawDocType<typeof versionShape>

const versionSchema = collectionOf<JourneyVersion>('journeyVersions', versionShape)
versionSchema.index({ journeyId: 1, number: 1 })

const headShape = {
  _id: text,
  number,
  currentVersionId: text,
  state: oneOf('live', 'stopped'),
  /** Entries by date or schedule have been made for everything up to here (business time). */
  enteredUntil: date,
}

/** The named flow and the version new runs get. */
export type JourneyHead = InferRawDocType<typeof headShape>

const headSchema = collectionOf<JourneyHead>('journeys', headShape)

export type JourneyStore = ReturnType<typeof createJourneyStore>

export function createJourneyStore(connection: Connection) {
  const versions = modelOf(connection, versionSchema)
  const heads = modelOf(connection, headSchema)

  return {
    async heads(): Promise<JourneyHead[]> {
      return heads.find().sort({ _id: 1 }).lean<JourneyHead[]>()
    },
    async findHead(journeyId: string): Promise<JourneyHead | null> {
      return heads.findOne({ _id: journeyId }).lean<JourneyHead>()
    },
    async versions(ids: string[]): Promise<JourneyVersion[]> {
      return versions.find({ _id: { $in: ids } }).lean<JourneyVersion[]>()
    },
    /** Every version ever published, without its definition: who may still have runs. */
    async versionIds(): Promise<{ _id: string }[]> {
      return versions.find({}, { _id: 1 }).lean<{ _id: string }[]>()
    },
    async newestVersion(journeyId: string): Promise<JourneyVersion | null> {
      return versions.findOne({ journeyId }).sort({ number: -1 }).lean<JourneyVersion>()
    },

    /** False when another publisher took this number. */
    insertVersion(version: JourneyVersion): Promise<boolean> {
      return unlessPresent(versions.insertOne(version))
    },
    /** Makes a version the current one; never goes back to an older number. */
    async makeCurrent(
      version: Pick<JourneyVersion, '_id' | 'journeyId' | 'number' | 'publishedAt'>,
    ): Promise<void> {
      await unlessPresent(
        heads.updateOne(
          { _id: version.journeyId, number: { $lt: version.number } },
          {
            $set: { number: version.number, currentVersionId: version._id, state: 'live' },
            $setOnInsert: { enteredUntil: version.publishedAt },
          },
          { upsert: true },
        ),
      )
    },
    /** Notes how far entries by date or schedule have been made. */
    async enteredUntil(journeyId: string, until: Date): Promise<void> {
      await heads.updateOne({ _id: journeyId }, { $max: { enteredUntil: until } })
    },
  }
}
