import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { MongoJobRepository } from '@agendajs/mongo-backend'
import { ObjectId } from 'mongodb'
import type { Connection } from 'mongoose'
import { unlessPresent } from './duplicates.ts'

/** One job that should run at or before a real time. The same `name` and `key` is the same job. */
export interface JobRequest {
  name: string
  key: string
  data: Record<string, unknown>
  at: Date
}

export const queueCollection = 'agendaJobs'

/**
 * Agenda's own table, and all that is done to it beside Agenda. Jobs are written the way Agenda reads them. A
 * deterministic `_id` makes them exactly one per key, which Agenda's own `unique()` cannot promise (no index behind it)
 * and which would free a running job.
 */
export class JobTable extends MongoJobRepository {
  readonly #asked = new Set<Promise<unknown>>()
  /** Jobs of this process whose state the store did not take, by id, with when that was: nobody works behind their locks. */
  readonly #unwritten = new Map<string, Date>()
  #closed = false

  constructor(connection: Connection) {
    // Agenda counts on null where it wrote undefined; this connection would leave that out.
    const mongo = connection.getClient().db(connection.name, { ignoreUndefined: false })
    super({ mongo, ensureIndex: false })
    this.collection = mongo.collection(queueCollection)
  }

  /** Agenda's own indexes are left out: every worker would create them at once. */
  async ensureIndexes(): Promise<void> {
    await this.collection.createIndex({ name: 1, nextRunAt: 1, lockedAt: 1 })
  }

  /** Schedules each job at the given time or leaves it earlier. A job that is running is left alone. */
  async arm(requests: JobRequest[]): Promise<void> {
    if (requests.length === 0) return
    const wanted = new Map(requests.map((request) => [jobId(request).toHexString(), request]))
    const ids = [...wanted.keys()].map((id) => new ObjectId(id))
    const present = await this.collection
      .find({ _id: { $in: ids } }, { projection: { nextRunAt: 1, lockedAt: 1 } })
      .toArray()
    for (const job of present) {
      const request = wanted.get(job._id.toHexString()) as JobRequest
      const soonEnough = job.nextRunAt !== null && job.nextRunAt <= request.at
      const running = (job.lockedAt ?? null) !== null
      if (soonEnough || running) wanted.delete(job._id.toHexString())
    }
    if (wanted.size === 0) return
    const writes = [...wanted.values()].flatMap(armOne)
    // Two workers may arm a new job at once: the loser's insert is refused, and the job is there.
    await unlessPresent(this.collection.bulkWrite(writes, { ordered: false }))
  }

  override getNextJobToRun(...wanted: LockArguments): Promise<LockedJob> {
    const asked = this.#lockNext(wanted)
    this.#asked.add(asked)
    const answered = () => this.#asked.delete(asked)
    asked.then(answered, answered)
    return asked
  }

  /** Agenda counts no job among its own that it gets after it was stopped: that one is given back here. */
  async #lockNext(wanted: LockArguments): Promise<LockedJob> {
    if (this.#closed) return undefined
    const job = await super.getNextJobToRun(...wanted)
    if (job?._id === undefined || !this.#closed) return job
    await this.unlockJobs([job._id])
    return undefined
  }

  /** Locks no more jobs; from here on Agenda knows of every one that it has. */
  async lockNoMore(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#asked)
    // What was answered in this very turn is in Agenda's books by the next.
    await setImmediate()
  }

  override async saveJobState(...given: Parameters<MongoJobRepository['saveJobState']>): Promise<void> {
    try {
      await super.saveJobState(...given)
    } catch (error) {
      const [{ _id }] = given
      if (_id !== undefined) this.#unwritten.set(_id.toString(), new Date())
      throw error
    }
  }

  /** Gives back the jobs whose beginning or end the store did not take, as with a full disk; their locks would last for minutes. */
  async freeUnwritten(): Promise<number> {
    const unwritten = [...this.#unwritten]
    if (unwritten.length === 0) return 0
    const { modifiedCount } = await this.collection.bulkWrite(
      unwritten.map(([id, at]) => ({
        updateOne: {
          // Locked again since, it is somebody's.
          filter: { _id: new ObjectId(id), lockedAt: { $gt: new Date(0), $lte: at } },
          update: { $set: { lockedAt: null, nextRunAt: new Date() } },
        },
      })),
    )
    for (const [id, at] of unwritten) if (this.#unwritten.get(id) === at) this.#unwritten.delete(id)
    return modifiedCount
  }

  /** Gives back the jobs that workers other than these had locked when they died; their locks would last for minutes. */
  async freeLocksBut(living: string[]): Promise<number> {
    const result = await this.collection.updateMany(
      { lockedAt: { $gt: new Date(0) }, lastModifiedBy: { $nin: living } },
      { $set: { lockedAt: null, nextRunAt: new Date() } },
    )
    return result.modifiedCount
  }

  count(name: string): Promise<number> {
    return this.collection.countDocuments({ name })
  }
}

type LockArguments = Parameters<MongoJobRepository['getNextJobToRun']>
type LockedJob = Awaited<ReturnType<MongoJobRepository['getNextJobToRun']>>

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
            type: 'normal' as const,
            data: request.data,
            priority: 0,
            lockedAt: null,
          },
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
