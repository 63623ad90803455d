import { hostname } from 'node:os'
import type { Connection, InferRawDocType } from 'mongoose'
import { collectionOf, date, flag, modelOf, number, text } from './collection.ts'

const shape = {
  _id: text,
  host: text,
  pid: number,
  role: text,
  shared: flag,
  since: date,
  aliveUntil: date,
  /** The publication it acts on. */
  publication: Number,
  /** Where it answers on its host; absent in those of earlier releases. */
  port: Number,
  /** How far its business clock is ahead, ms; absent = it goes by the store's. */
  clockAheadMs: Number,
}

/** One running Kelu process. Real time, not the business clock: it is about machines. */
export type ProcessRecord = InferRawDocType<typeof shape>

const schema = collectionOf<ProcessRecord>('processes', shape)

const leaseMs = 30_000

/**
 * Who runs on this store. Processes that share nothing but the store (no Redis) would each keep their own token cache
 * and rate limits, so a process without Redis must be alone.
 */
export function createProcessStore(connection: Connection) {
  const processes = modelOf(connection, schema)

  return {
    leaseMs,
    /** Announces this process, or says again that it lives. */
    async announce(me: {
      id: string
      role: string
      shared: boolean
      publication?: number
      port?: number
      clockAheadMs?: number
    }): Promise<void> {
      await processes.updateOne(
        { _id: me.id },
        {
          $set: {
            host: hostname(),
            pid: process.pid,
            role: me.role,
            shared: me.shared,
            publication: me.publication,
            port: me.port,
            clockAheadMs: me.clockAheadMs,
            aliveUntil: new Date(Date.now() + leaseMs),
          },
          $setOnInsert: { since: new Date() },
        },
        { upsert: true },
      )
    },
    async leave(id: string): Promise<void> {
      await processes.deleteOne({ _id: id })
    },
    /** All that said not long ago that they live, the oldest first; of this machine only those whose pid is there. */
    async living(): Promise<ProcessRecord[]> {
      const records = await processes
        .find({ aliveUntil: { $gt: new Date() } })
        .sort({ since: 1 })
        .lean<ProcessRecord[]>()
      return records.filter(({ host, pid }) => host !== hostname() || isRunning(pid))
    },
    /**
     * Other processes that are alive; those of this machine whose pid is gone, or is ours by now (in a container it is
     * the same every time), are removed.
     */
    async others(id: string): Promise<{ id: string; host: string; pid: number; shared: boolean }[]> {
      const records = await processes
        .find({ _id: { $ne: id }, aliveUntil: { $gt: new Date() } })
        .lean<ProcessRecord[]>()
      const living: { id: string; host: string; pid: number; shared: boolean }[] = []
      for (const record of records) {
        const { _id, host, pid, shared } = record
        if (host === hostname() && isGone(record)) await processes.deleteOne({ _id })
        else living.push({ id: _id, host, pid, shared })
      }
      return living
    },
  }
}

function isGone({ pid, since }: ProcessRecord): boolean {
  if (pid !== process.pid) return !isRunning(pid)
  // Said before this process began: by one that had our number before us.
  return since.getTime() < Date.now() - process.uptime() * 1_000
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
