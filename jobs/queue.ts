import { createHash } from 'node:crypto'
import { MongoBackend } from '@agendajs/mongo-backend'
import { type Collection, type Db, ObjectId } from 'mongodb'

/** One job that should run at or before a real time. The same `name` and `key` is the same job. */
export interface JobRequest {
  name: string
  key: string
  data: Record<string, unknown>
  at: Date
}

interface StoredJob {
  _id: ObjectId
  name: string
  nextRunAt: Date | null
  lockedAt?: Date | null
  /** The worker that locked it last. */
  lastModifiedBy?: string | null
}

export const queueCollection = 'agendaJobs'

/**
 * Agenda's store with its connection awaited by us: Agenda itself never reports a failure to connect. Its own indexes are
 * left out because every worker would create them at once.
 */
export class QueueBackend extends MongoBackend {
  private connected: Promise<void> | undefined
  override connect(): Promise<void> {
    this.connected ??= this.repository.connect()
    return this.connected
  }
}

export type Queue = ReturnType<typeof createQueue>

/**
 * Writes jobs the way Agenda reads them. A deterministic `_id` makes them exactly one per key, which Agenda's own
 * `unique()` cannot promise (no index behind it) and which would free a running job.
 */
export function createQueue(db: Db) {
  const jobs = db.collection(queueCollection) as unknown as Collection<StoredJob>

  return {
    async ensureIndexes(): Promise<void> {
      await jobs.createIndex({ name: 1, nextRunAt: 1, lockedAt: 1 })
    },

    /** Schedules each job at the given time or leaves it earlier. A job that is running is left alone. */
    async arm(requests: JobRequest[]): Promise<void> {
      if (requests.length === 0) return
      const wanted = new Map(requests.map((request) => [jobId(request).toHexString(), request]))
      const present = await jobs
        .find(
          { _id: { $in: [...wanted.keys()].map((id) => new ObjectId(id)) } },
          { projection: { nextRunAt: 1, lockedAt: 1 } },
        )
        .toArray()
      for (const job of present) {
        const request = wanted.get(job._id.toHexString()) as JobRequest
        const soonEnough = job.nextRunAt !== null && job.nextRunAt <= request.at
        if (soonEnough || (job.lockedAt ?? null) !== null) wanted.delete(job._id.toHexString())
      }
      if (wanted.size === 0) return
      await jobs
        .bulkWrite(
          [...wanted.values()].flatMap((request) => armOne(request)),
          { ordered: false },
        )
        .catch(ignoreDuplicates)
    },

    /** Gives back the jobs that workers other than these had locked when they died; their locks would last for minutes. */
    async freeLocksBut(living: string[]): Promise<number> {
      const result = await jobs.updateMany(
        { lockedAt: { $gt: new Date(0) }, lastModifiedBy: { $nin: living } },
        { $set: { lockedAt: null, nextRunAt: new Date() } },
      )
      return result.modifiedCount
    },

    count(name: string): Promise<number> {
      return jobs.countDocuments({ name } as never)
    },
  }
}

function armOne(request: JobRequest) {
  const _id = jobId(request)
  return [
    {
      updateOne: {
        filter: { _id },
        update: {
          // A running one-shot job has nextRunAt null, and null is below every date: $min leaves it as it is.
          $min: { nextRunAt: request.at },
          $setOnInsert: {
            name: request.name,
            type: 'normal',
            data: request.data,
            priority: 0,
            lockedAt: null,
          } as never,
        },
        upsert: true,
      },
    },
    // A job left behind by a failure has neither a time nor a lock.
    {
      updateOne: {
        filter: { _id, lockedAt: null, nextRunAt: null },
        update: { $set: { nextRunAt: request.at } },
      },
    },
  ]
}

function jobId({ name, key }: JobRequest): ObjectId {
  return new ObjectId(createHash('sha256').update(`${name}\n${key}`).digest().subarray(0, 12))
}

/** Two workers arming a new job at once: the loser's insert is refused, and the job is there. */
function ignoreDuplicates(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 11000)) throw error
}
