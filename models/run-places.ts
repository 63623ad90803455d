import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Run, runSchema } from './run.ts'
import { byNext, type Waiting } from './standing-runs.ts'
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

/** Test accounts count in no figure. */
const real = { isTest: null as never }
const light = { _id: 1, dueAt: 1, stepId: 1, customerId: 1, versionId: 1 } as const

const told = { journeyId: 1, isTest: 1 } as const

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

    /** Of runs begun since then, of one version if `versionId` says which; the index of beginnings bounds what is read. */
    async tallySince(
      journeyId: string,
      since: Date,
      stepIds: readonly string[],
      versionId?: string,
    ): Promise<PlaceTally[]> {
      const arrivals = stepIds.map((id, n) => [`came${n}`, { $sum: `$visits.${id}` }] as const)
      const rows = await runs
        .aggregate<{ _id: { stepId: string; state: string; endReason?: string }; n: number }>([
          {
            $match: {
              journeyId,
              startedAt: { $gte: since },
              ...(versionId !== undefined && { versionId }),
              ...real,
            },
          },
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

    /** Of runs begun since then: how many reached their goal. */
    reachedSince(journeyId: string, since: Date, versionId?: string): Promise<number> {
      return runs.countDocuments({
        journeyId,
        startedAt: { $gte: since },
        // Nobody reaches it before they begin, and what is there has a moment.
        goalMetAt: { $gte: since },
        ...(versionId !== undefined && { versionId }),
        ...real,
      })
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
      // The index of their runs is the one to follow: what else is asked must not lead to another.
      const found = await runs
        .find({ customerId: { $in: customerIds }, state: 'active' }, { projection: { ...light, ...told } })
        .toArray()
      return (found as (Waiting & Pick<Run, 'journeyId' | 'isTest'>)[])
        .filter((run) => run.journeyId === journeyId && run.isTest !== true)
        .sort(byNext)
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
