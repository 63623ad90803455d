import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { type After, behind } from './by-moment.ts'
import { hotPathOf } from './collection.ts'
import { type Run, runSchema, runShards } from './run.ts'

/** Somebody at a step, as far as their order needs. */
export type Waiting = Pick<Run, '_id' | 'dueAt' | 'stepId' | 'customerId' | 'versionId'>

/** People who stand at a step of these versions. */
export interface Step {
  versionIds: readonly string[]
  stepId: string
}

/** Test accounts count in no figure. */
const real = { isTest: null as never }
const shards = Array.from({ length: runShards }, (_, shard) => shard)
const projection = { _id: 1, dueAt: 1, stepId: 1, customerId: 1, versionId: 1 } as const
/** Read of a shard at a time: few for a page, more and more for who goes on. */
const firstChunk = 4
const largestChunk = 64

/** A shard of a version, read as far as needed. */
interface Source {
  where: Filter<Run>
  rows: Waiting[]
  chunk: number
  isOver: boolean
}

export type StandingRuns = ReturnType<typeof createStandingRuns>

/** Who stands at a step, in the order they go on; a step may hold any number of people. */
export function createStandingRuns(connection: Connection) {
  const runs = hotPathOf(connection, runSchema)

  async function fill(source: Source, after: After | null): Promise<void> {
    const { where, chunk } = source
    const ordered = { collection: runs, where, field: 'dueAt', direction: 'rising', projection } as const
    source.rows = await behind<Run>(ordered, after, chunk)
    source.isOver = source.rows.length < chunk
    source.chunk = Math.min(2 * chunk, largestChunk)
  }

  const here = ({ versionIds, stepId }: Step): Filter<Run> => ({
    versionId: { $in: [...versionIds] },
    stepId,
    state: 'active',
    ...real,
  })

  return {
    /** All of them behind `after`, the next moment first; what is not asked for is not read. */
    async *inOrder({ versionIds, stepId }: Step, after: After | null): AsyncGenerator<Waiting> {
      const sources = versionIds.flatMap((versionId) =>
        shards.map((shard): Source => {
          const where = { versionId, stepId, shard, state: 'active' as const, ...real }
          return { where, rows: [], chunk: firstChunk, isOver: false }
        }),
      )
      await Promise.all(sources.map((source) => fill(source, after)))
      for (;;) {
        const first = sources.reduce<Source | null>(sooner, null)
        const next = first?.rows.shift()
        if (first === null || next === undefined) return
        if (first.rows.length === 0 && !first.isOver) await fill(first, afterOf(next))
        yield next
      }
    },

    /** Those of these versions on which somebody stands there. */
    async inhabited({ versionIds, stepId }: Step): Promise<string[]> {
      if (versionIds.length === 0) return []
      const found = await runs
        .aggregate<{ _id: string }>([
          { $match: here({ versionIds, stepId }) },
          { $group: { _id: '$versionId' } },
        ])
        .toArray()
      return found.map(({ _id }) => _id)
    },

    count: (step: Step): Promise<number> =>
      step.versionIds.length === 0 ? Promise.resolve(0) : runs.countDocuments(here(step)),

    /** How many should have gone on before then. */
    countDue(step: Step, before: Date): Promise<number> {
      if (step.versionIds.length === 0) return Promise.resolve(0)
      const due = { shard: { $in: shards }, dueAt: { $gt: new Date(0), $lt: before } }
      return runs.countDocuments({ ...here(step), ...due })
    },

    /** The last moment anybody waits for at each step of these versions. */
    async lastDue(versionIds: string[]): Promise<{ versionId: string; stepId: string; at: Date }[]> {
      if (versionIds.length === 0) return []
      const rows = await runs
        .aggregate<{ _id: { versionId: string; stepId: string }; at: Date | null }>([
          { $match: { versionId: { $in: versionIds }, state: 'active', ...real } },
          { $group: { _id: { versionId: '$versionId', stepId: '$stepId' }, at: { $max: '$dueAt' } } },
        ])
        .toArray()
      return rows.flatMap(({ _id, at }) => (at === null ? [] : [{ ..._id, at }]))
    },
  }
}

/** Where a list of them goes on. */
export const afterOf = ({ dueAt = new Date(0), _id }: Waiting): After => ({ at: dueAt, id: _id })

function sooner(best: Source | null, source: Source): Source | null {
  const [one, other] = [source.rows[0], best?.rows[0]]
  if (one === undefined) return best
  if (other === undefined) return source
  return byNext(one, other) < 0 ? source : best
}

/** The order of the list. */
export function byNext(a: Waiting, b: Waiting): number {
  const [one, other] = [afterOf(a), afterOf(b)]
  return one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : 1)
}
