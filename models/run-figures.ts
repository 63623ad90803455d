import type { Filter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Run, runSchema } from './run.ts'

/** How many runs of a version stand, or ended, in one way at one step. */
export interface RunTally {
  versionId: string
  stepId: string
  /** `active`, or why they ended. */
  state: string
  runs: number
}

interface Place {
  versionId: string
  stepId: string
}

/** Test accounts count in no figure. */
const real = { isTest: null as never }

/** Runs counted and looked at, for people; nothing here moves one. */
export function createRunFigures(connection: Connection) {
  const runs = hotPathOf(connection, runSchema)

  async function countedBy(which: Filter<Run>): Promise<Map<string, number>> {
    const rows = await runs
      .aggregate<{ _id: string; n: number }>([
        { $match: which },
        { $group: { _id: '$journeyId', n: { $sum: 1 } } },
      ])
      .toArray()
    return new Map(rows.map(({ _id, n }) => [_id, n]))
  }

  return {
    /** Everybody who ever was on these versions. */
    async tally(versionIds: string[]): Promise<RunTally[]> {
      if (versionIds.length === 0) return []
      const rows = await runs
        .aggregate<{ _id: Place & { state: string; endReason?: string }; n: number }>([
          { $match: { versionId: { $in: versionIds }, state: { $in: ['active', 'ended'] }, ...real } },
          {
            $group: {
              _id: { versionId: '$versionId', stepId: '$stepId', state: '$state', endReason: '$endReason' },
              n: { $sum: 1 },
            },
          },
        ])
        .toArray()
      return rows.map(({ _id: { versionId, stepId, state, endReason }, n }) => ({
        versionId,
        stepId,
        state: state === 'active' ? state : (endReason ?? state),
        runs: n,
      }))
    },
    /** How many are on these versions now. */
    countActive(versionIds: string[]): Promise<number> {
      return runs.countDocuments({ versionId: { $in: versionIds }, state: 'active', ...real })
    },
    /** How many are on any version now. */
    countInside(): Promise<number> {
      return runs.countDocuments({ state: 'active', ...real })
    },
    /** How many are on each journey now. */
    async activeByJourney(): Promise<Map<string, number>> {
      const rows = await runs
        .aggregate<{ _id: string; n: number }>([
          { $match: { state: 'active', ...real } },
          { $group: { _id: '$versionId', n: { $sum: 1 } } },
        ])
        .toArray()
      const active = new Map<string, number>()
      for (const { _id: versionId, n } of rows) {
        const journeyId = versionId.slice(0, versionId.lastIndexOf('@'))
        active.set(journeyId, (active.get(journeyId) ?? 0) + n)
      }
      return active
    },
    /** How many runs of these journeys began since then, and how many of those reached their goal. */
    async begunSince(
      journeyIds: string[],
      since: Date,
    ): Promise<{ begun: Map<string, number>; reached: Map<string, number> }> {
      const those = { journeyId: { $in: journeyIds }, startedAt: { $gte: since }, ...real }
      return {
        begun: await countedBy(those),
        reached: await countedBy({ ...those, goalMetAt: { $gte: since } }),
      }
    },
    /** How many runs of each of these journeys began between each two moments that follow one another. */
    async begunBetween(journeyIds: string[], moments: readonly Date[]): Promise<Map<string, number>[]> {
      const spans = moments.slice(1).map((until, at) => ({ $gte: moments[at], $lt: until }))
      return Promise.all(
        spans.map((startedAt) =>
          countedBy({ journeyId: { $in: journeyIds }, startedAt, ...real } as Filter<Run>),
        ),
      )
    },
    /** How many active runs have something to do by then, leaving out who stands at one of these places. */
    countDue(by: Date, except: readonly Place[]): Promise<number> {
      const elsewhere = except.length === 0 ? {} : { $nor: [...except] }
      return runs.countDocuments({ state: 'active', dueAt: { $lte: by }, ...elsewhere } as Filter<Run>)
    },
    /** Runs of one person, newest first. */
    ofCustomers(customerIds: string[], limit: number): Promise<Run[]> {
      return runs
        .find({ customerId: { $in: customerIds } })
        .sort({ startedAt: -1 })
        .limit(limit)
        .toArray()
    },
  }
}
