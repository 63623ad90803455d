import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Run, runSchema } from './run.ts'

/** Where a run is moved to. */
export type Place = Pick<
  Run,
  'versionId' | 'stepId' | 'visit' | 'visits' | 'enteredStepAt' | 'lookFrom' | 'dueAt'
>

/** Who is on a version when a publication moves people off it. */
interface Those {
  versionId: string
  publication: number
  /** Only who began before. */
  begunBefore?: Date
}

const onVersion = ({ versionId, begunBefore }: Those) => ({
  versionId,
  ...(begunBefore && { startedAt: { $lt: begunBefore } }),
})

export type SteeredRunStore = ReturnType<typeof createSteeredRunStore>

/** Runs where the steering of their journey takes them: to new times, to another version. */
export function createSteeredRunStore(connection: Connection) {
  const runs = hotPathOf(connection, runSchema)

  return {
    /** Some of those who are on this version. */
    activeOn(versionId: string, limit: number): Promise<Run[]> {
      return runs.find({ versionId, state: 'active' }).limit(limit).toArray()
    },

    /** Some of those on this version whose waits were not re-dated for this resumption. */
    notRedated(versionId: string, resumption: Date, limit: number): Promise<Run[]> {
      return runs
        .find({ versionId, state: 'active', startedAt: { $lt: resumption }, redatedFor: { $ne: resumption } })
        .limit(limit)
        .toArray()
    },
    /** Gives a run new times, once for each resumption; false when somebody wrote it since it was read. */
    async redate(
      run: Run,
      redatedFor: Date,
      { enteredStepAt, dueAt }: Pick<Run, 'enteredStepAt' | 'dueAt'>,
    ): Promise<boolean> {
      const result = await runs.updateOne(
        { _id: run._id, state: 'active', rev: run.rev },
        { $set: { enteredStepAt, dueAt, redatedFor }, $inc: { rev: 1 } },
      )
      return result.matchedCount === 1
    },

    /** Whoever rests on this version elsewhere than at these steps stays on it, whatever step they come to. */
    async leaveBehind({ stepIds, ...those }: Those & { stepIds: string[] }): Promise<void> {
      const { publication } = those
      await runs.updateMany(
        {
          ...onVersion(those),
          state: 'active',
          stepId: { $nin: stepIds },
          lease: null as never,
          staysFor: { $ne: publication },
        },
        { $set: { staysFor: publication } },
      )
    },
    /** Those who rest at these steps, nobody working on them, and are not left behind; by id, from after `after` on. */
    movable(
      { stepIds, after, ...those }: Those & { stepIds: string[]; after: string },
      limit: number,
    ): Promise<Run[]> {
      return runs
        .find({
          _id: { $gt: after },
          ...onVersion(those),
          stepId: { $in: stepIds },
          state: 'active',
          lease: null as never,
          staysFor: { $ne: those.publication },
        })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
    },
    /** Moves each run unless somebody wrote it since it was read. Returns how many it moved. */
    async move(moves: { run: Run; to: Place }[], writer: string): Promise<number> {
      if (moves.length === 0) return 0
      const { matchedCount } = await runs.bulkWrite(
        moves.map(({ run, to }) => ({
          updateOne: {
            filter: { _id: run._id, state: 'active', rev: run.rev },
            update: { $set: { ...to, listens: [], failures: 0, writer }, $inc: { rev: 1 } },
          },
        })),
        { ordered: false },
      )
      return matchedCount
    },
    /** Whether somebody is on this version who is not left behind. */
    async anyToMove(those: Those): Promise<boolean> {
      const there = { ...onVersion(those), state: 'active' as const, staysFor: { $ne: those.publication } }
      return (await runs.findOne(there, { projection: { _id: 1 } })) !== null
    },
  }
}
