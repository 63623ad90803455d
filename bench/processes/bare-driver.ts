import { type AnyBulkWriteOperation, MongoClient } from 'mongodb'
import pLimit from 'p-limit'
import { type Run, runShards } from '../../models/run.ts'
import { copyOf } from '../copy.ts'
import { answer } from './answer.ts'

// What Kelu does at a time: 200 runs a batch, 8 step jobs at once.
const batchSize = 200
const atOnce = 8
const leaseMs = 60_000
const dayMs = 86_400_000
const steps = ['first', 'second']

const client = await MongoClient.connect(process.env.BARE_URI ?? '')
const runs = client.db().collection<Run>('runs')
let [number, now] = [0, Date.now()]

/** Lease by updateMany, find, bulk write conditional on the lease, until nobody in the shard is due. */
async function advanceShard(shard: number, from: string, to: string): Promise<void> {
  for (;;) {
    const dueBy = { stepId: from, shard, dueAt: { $lte: new Date(now) } }
    const page = await runs
      .find(dueBy, { projection: { _id: 1 } })
      .sort({ dueAt: 1 })
      .limit(batchSize)
      .toArray()
    if (page.length === 0) return
    number += 1
    const [by, until] = [`bare:${number}`, new Date(now + leaseMs)]
    const ids = page.map((run) => run._id)
    await runs.updateMany({ _id: { $in: ids }, ...dueBy }, { $set: { lease: { by, until }, dueAt: until } })
    const leased = await runs.find({ _id: { $in: ids }, 'lease.by': by } as never).toArray()
    await runs.bulkWrite(
      leased.map(
        (run): AnyBulkWriteOperation<Run> => ({
          updateOne: {
            filter: { _id: run._id, 'lease.by': by } as never,
            update: {
              $set: { stepId: to, enteredStepAt: new Date(now), dueAt: new Date(now + dayMs) },
              $unset: { lease: 1 },
              $inc: { rev: 1, visit: 1 },
            },
          },
        }),
      ),
      { ordered: false },
    )
  }
}

answer({
  /** As many copies of a run, under the index Kelu finds due runs by and the one on their state. */
  copy: async ({ run, count }: { run: Run; count: number }) => {
    await runs.createIndex({ stepId: 1, shard: 1, dueAt: 1 })
    await runs.createIndex({ state: 1, dueAt: 1 })
    now = Math.max(now, run.dueAt?.getTime() ?? 0)
    const ids = Array.from({ length: count }, (_, at) => String(at))
    await copyOf(runs, ids, (_id) => ({
      ...run,
      _id,
      stepId: steps[0] ?? '',
      shard: Number(_id) % runShards,
    }))
  },

  /** Lets a day pass and times, in ms, until every document has moved to the other step. */
  passDay: async () => {
    now += dayMs + 60_000
    const [from = '', to = ''] = steps
    steps.reverse()
    const begun = performance.now()
    const slot = pLimit(atOnce)
    await Promise.all(
      Array.from({ length: runShards }, (_, shard) => slot(() => advanceShard(shard, from, to))),
    )
    return performance.now() - begun
  },
})
