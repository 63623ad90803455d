import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Run, runSchema, runShards } from './run.ts'
import { type Touch, touchSchema } from './touch.ts'

/** How many are at a step of a version now. */
export interface Standing {
  versionId: string
  stepId: string
  people: number
}

/** Of runs begun since a day: how many stand, or ended, in one way at one step, and how often each step was come to. */
export interface PlaceTally {
  stepId: string
  /** `active`, or why they ended. */
  state: string
  runs: number
  /** Arrivals by step. */
  came: Record<string, number>
}

/** Somebody at a step, as far as their order needs. */
export type Waiting = Pick<Run, '_id' | 'dueAt' | 'stepId' | 'customerId' | 'versionId'>

/** Test accounts count in no figure. */
const real = { isTest: null as never }
const light = { _id: 1, dueAt: 1, stepId: 1, customerId: 1, versionId: 1 } as const

export type RunPlaces = ReturnType<typeof createRunPlaces>

/** Who stands where on a journey, for people who look; nothing here moves anybody. */
export function createRunPlaces(connection: Connection) {
  const runs = hotPathOf(connection, runSchema)
  const touches = hotPathOf(connection, touchSchema)

  return {
    async standing(versionIds: string[]): Promise<Standing[]> {
      if (versionIds.length === 0) return []
      const rows = await runs
        .aggregate<{ _id: { versionId: string; stepId: string }; n: number }>([
          { $match: { versionId: { $in: versionIds }, state: 'active', ...real } },
          { $group: { _id: { versionId: '$versionId', stepId: '$stepId' }, n: { $sum: 1 } } },
        ])
        .toArray()
      return rows.map(({ _id, n }) => ({ ..._id, people: n }))
    },

    /** Of runs begun since then; the index of beginnings bounds what is read. */
    async tallySince(journeyId: string, since: Date, stepIds: readonly string[]): Promise<PlaceTally[]> {
      const arrivals = stepIds.map((id, n) => [`came${n}`, { $sum: `$visits.${id}` }] as const)
      const rows = await runs
        .aggregate<{ _id: { stepId: string; state: string; endReason?: string }; n: number }>([
          { $match: { journeyId, startedAt: { $gte: since }, ...real } },
          {
            $group: {
              _id: { stepId: '$stepId', state: '$state', endReason: '$endReason' },
              n: { $sum: 1 },
              ...Object.fromEntries(arrivals),
            },
          },
        ])
        .toArray()
      return rows.map((row) => ({
        stepId: row._id.stepId,
        state: row._id.state === 'active' ? 'active' : (row._id.endReason ?? row._id.state),
        runs: row.n,
        came: Object.fromEntries(stepIds.map((id, n) => [id, Number(Reflect.get(row, `came${n}`))])),
      }))
    },

    /** Messages of a journey made since then, by step and how they stand. */
    async touchesSince(
      journeyId: string,
      since: Date,
    ): Promise<{ stepId: string; state: Touch['state']; touches: number }[]> {
      const rows = await touches
        .aggregate<{ _id: { stepId?: string; state: Touch['state'] }; n: number }>([
          {
            $match: { journeyId, createdAt: { $gte: since }, isTest: false },
          },
          { $group: { _id: { stepId: '$stepId', state: '$state' }, n: { $sum: 1 } } },
        ])
        .toArray()
      return rows.map(({ _id, n }) => ({ stepId: _id.stepId ?? '', state: _id.state, touches: n }))
    },

    /** Those at a step whose next moment comes first: a short look into each shard, whose index is in that order. */
    async earliest(versionIds: readonly string[], stepId: string, limit: number): Promise<Waiting[]> {
      const shards = Array.from({ length: runShards }, (_, shard) => shard)
      const each = await Promise.all(
        versionIds.flatMap((versionId) =>
          shards.map((shard) => {
            const here = { versionId, stepId, shard, state: 'active', dueAt: { $gt: new Date(0) }, ...real }
            return runs
              .find(here as Filter<Run>, { projection: light })
              .sort({ dueAt: 1 })
              .limit(limit)
              .toArray()
          }),
        ),
      )
      return (each.flat() as Waiting[]).sort(byNext).slice(0, limit)
    },

    /** Everybody on these versions now, so many at a time. */
    async *inside(versionIds: string[], atATime: number): AsyncGenerator<Waiting[]> {
      if (versionIds.length === 0) return
      const found = runs
        .find({ versionId: { $in: versionIds }, state: 'active', ...real }, { projection: light })
        .batchSize(atATime)
      let some: Waiting[] = []
      for await (const one of found) {
        some.push(one as unknown as Waiting)
        if (some.length < atATime) continue
        yield some
        some = []
      }
      if (some.length > 0) yield some
    },

    /** Those of these customers who are on a journey now. */
    async among(journeyId: string, customerIds: string[]): Promise<Waiting[]> {
      if (customerIds.length === 0) return []
      const found = runs.find(
        { customerId: { $in: customerIds }, state: 'active', journeyId, ...real },
        { projection: light },
      )
      return ((await found.toArray()) as Waiting[]).sort(byNext)
    },

    /** The messages these runs last asked for at a step; of each visit one. */
    async touchesOf(touchIds: string[]): Promise<Map<string, Touch>> {
      if (touchIds.length === 0) return new Map()
      const found = await touches.find({ _id: { $in: touchIds } }).toArray()
      return new Map(found.map((touch) => [touch._id, touch]))
    },

    async runsOf(runIds: string[]): Promise<Run[]> {
      const found = await runs.find({ _id: { $in: runIds } }).toArray()
      const byId = new Map(found.map((run) => [run._id, run]))
      return runIds.flatMap((id) => byId.get(id) ?? [])
    },
  }
}

const farAway = new Date(8.64e15)

/** Whose next moment comes first. */
export function byNext(a: Waiting, b: Waiting): number {
  const [one, other] = [(a.dueAt ?? farAway).getTime(), (b.dueAt ?? farAway).getTime()]
  return one - other || (a._id < b._id ? -1 : 1)
}
