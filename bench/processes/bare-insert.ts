import { MongoClient } from 'mongodb'
import type { Run } from '../../models/run.ts'
import { copyOf } from '../copy.ts'
import { answer } from './answer.ts'

const client = await MongoClient.connect(process.env.BARE_URI ?? '')
const runs = client.db().collection<Run>('runs')
// Those Kelu's runs have (models/run.ts).
const indexes: Record<string, 1>[] = [
  { versionId: 1, stepId: 1, shard: 1, dueAt: 1 },
  { customerId: 1, state: 1 },
  { state: 1, dueAt: 1 },
  { state: 1, failures: 1 },
  { untold: 1 },
]
for (const index of indexes) await runs.createIndex(index)

answer({
  /** Inserts copies of a run, a thousand at a time, and times it in ms. */
  insert: async ({ run, count, batch }: { run: Run; count: number; batch: number }) => {
    const ids = Array.from({ length: count }, (_, at) => `${batch}x${at}`)
    const begun = performance.now()
    await copyOf(runs, ids, (customerId) => ({ ...run, _id: `${run.journeyId}:${customerId}:1`, customerId }))
    return performance.now() - begun
  },
})
