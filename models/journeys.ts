import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'

/** One immutable published definition; `_id` = `journeyId@<n>`. */
export interface JourneyVersion {
  _id: string
  journeyId: string
  number: number
  /** SHA-256 of the definition, to tell a change from a repeat. */
  hash: string
  /** The checked definition, as JSON. */
  definition: string
  publishedAt: Date
}

/** The named flow and the version new runs get. */
export interface JourneyHead {
  _id: string
  number: number
  currentVersionId: string
  state: 'live' | 'stopped'
  /** Entries by date or schedule have been made for everything up to here (business time). */
  enteredUntil: Date
}

export type JourneyStore = ReturnType<typeof createJourneyStore>

export function createJourneyStore(connection: Connection) {
  const versions = connection.db!.collection<JourneyVersion>('journeyVersions')
  const heads = connection.db!.collection<JourneyHead>('journeys')

  return {
    async ensureIndexes(): Promise<void> {
      await versions.createIndex({ journeyId: 1, number: 1 })
    },

    heads(): Promise<JourneyHead[]> {
      return heads.find({}).sort({ _id: 1 }).toArray()
    },
    findHead(journeyId: string): Promise<JourneyHead | null> {
      return heads.findOne({ _id: journeyId })
    },
    versions(ids: string[]): Promise<JourneyVersion[]> {
      return versions.find({ _id: { $in: ids } }).toArray()
    },
    /** Every version ever published, without its definition: who may still have runs. */
    versionIds(): Promise<{ _id: string }[]> {
      return versions.find({}, { projection: { _id: 1 } }).toArray()
    },
    newestVersion(journeyId: string): Promise<JourneyVersion | null> {
      return versions.find({ journeyId }).sort({ number: -1 }).limit(1).next()
    },

    /** False when another publisher took this number. */
    async insertVersion(version: JourneyVersion): Promise<boolean> {
      try {
        await versions.insertOne(version)
        return true
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },
    /** Makes a version the current one; never goes back to an older number. */
    async makeCurrent(
      version: Pick<JourneyVersion, '_id' | 'journeyId' | 'number' | 'publishedAt'>,
    ): Promise<void> {
      try {
        await heads.updateOne(
          { _id: version.journeyId, number: { $lt: version.number } } as Filter<JourneyHead>,
          {
            $set: { number: version.number, currentVersionId: version._id, state: 'live' },
            $setOnInsert: { enteredUntil: version.publishedAt },
          },
          { upsert: true },
        )
      } catch (error) {
        if (!isDuplicate(error)) throw error
      }
    },
    /** Notes how far entries by date or schedule have been made. */
    async enteredUntil(journeyId: string, until: Date): Promise<void> {
      await heads.updateOne({ _id: journeyId }, { $max: { enteredUntil: until } })
    },
  }
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11000
}
