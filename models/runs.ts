import type { AnyBulkWriteOperation, Filter, UpdateFilter } from 'mongodb'
import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { insertNew } from './duplicates.ts'
import { knowing } from './mark-before-writes.ts'
import type { OrderKey } from './order-entry.ts'
import { type Run, runSchema, runShards, type Untold } from './run.ts'

export type { Run } from './run.ts'

export interface StepPlace {
  versionId: string
  stepId: string
}

/** A run after a step, as its holder wants it stored. Only what differs from `before`, as last stored, is written. */
export interface RunWrite {
  run: Run
  before: Run
  /** `hold` keeps the lease until the given time; `rest` gives it back; `end` closes the run. */
  as:
    | { kind: 'hold'; until: Date }
    | { kind: 'rest'; dueAt: Date }
    | { kind: 'end'; reason: string; at: Date }
}

/** A goal that was met: when, what it was worth in fen, and by which order. */
interface CountedGoal {
  at: Date
  valueFen?: number
  order?: OrderKey
}

function goalFields({ at, valueFen, order }: CountedGoal): Partial<Run> {
  return {
    goalMetAt: at,
    ...(valueFen !== undefined && { goalValueFen: valueFen }),
    ...(order !== undefined && { goalOrder: order }),
  }
}

type RunArms = Pick<Run, 'journeyId' | 'customerId' | 'arms'>

export type RunStore = ReturnType<typeof createRunStore>

export function createRunStore(connection: Connection) {
  // Hot: whoever moves on is leased, written and found here.
  const runs = hotPathOf(connection, runSchema)

  return {
    /** The ids of those whose insert decided the entry; of the others a run is already there. */
    insertMany(begun: Run[]): Promise<Set<string>> {
      return insertNew(runs, begun)
    },

    find(runId: string): Promise<Run | null> {
      return runs.findOne({ _id: runId })
    },

    async findMany(runIds: string[]): Promise<Map<string, Run>> {
      if (runIds.length === 0) return new Map()
      const found = await runs.find({ _id: { $in: runIds } }).toArray()
      return new Map(found.map((run) => [run._id, run]))
    },

    async activeAmong(runIds: string[]): Promise<Set<string>> {
      if (runIds.length === 0) return new Set()
      const active = runs.find({ _id: { $in: runIds }, state: 'active' }, { projection: { _id: 1 } })
      return new Set((await active.toArray()).map(({ _id }) => _id))
    },
    /** Whether the run still stands at this visit of this step: neither ended, gone on nor moved. */
    async standsAt({ _id, stepId, visit }: Pick<Run, '_id' | 'stepId' | 'visit'>): Promise<boolean> {
      const here = { _id, state: 'active' as const, stepId, visit }
      return (await runs.findOne(here, { projection: { _id: 1 } })) !== null
    },

    /**
     * Has a run at this step look at it at `at`, if that is sooner. True when it will, or is not there; false while somebody
     * holds it, who may still put it off.
     */
    async hasten(runId: string, stepId: string, at: Date): Promise<boolean> {
      const here = { _id: runId, state: 'active' as const, stepId }
      const { matchedCount } = await runs.updateOne(
        { ...here, lease: null as never, dueAt: { $gt: at } },
        { $set: { dueAt: at }, $inc: { rev: 1 } },
      )
      if (matchedCount === 1) return true
      return (
        (await runs.findOne({ ...here, lease: { $ne: null as never } }, { projection: { _id: 1 } })) === null
      )
    },

    /** True while it goes on and once it has walked to its end; false when an exit or a merge ended it early. */
    async wasNotStopped(runId: string): Promise<boolean> {
      const run = await runs.findOne({ _id: runId }, { projection: { state: 1, endReason: 1 } })
      return run?.state === 'active' || run?.endReason === 'completed'
    },

    /** Runs of these journeys and customers that know an arm of a split, the earliest first; only whose they are and the arms. */
    withArms(journeyIds: string[], customerIds: string[]): Promise<RunArms[]> {
      const known = { customerId: { $in: customerIds }, journeyId: { $in: journeyIds } }
      return runs
        .find(
          { ...known, arms: { $ne: null as never } },
          { projection: { journeyId: 1, customerId: 1, arms: 1 } },
        )
        .sort({ startedAt: 1 })
        .toArray()
    },

    activeOf(customerIds: string[]): Promise<Run[]> {
      return runs
        .find({ customerId: { $in: customerIds }, state: 'active' })
        .sort({ startedAt: 1 })
        .toArray()
    },

    /** Runs of these customers that may still count a goal: begun at or after `since`, none counted yet. */
    withoutGoal(customerIds: string[], since: Date): Promise<Run[]> {
      return runs
        .find({
          customerId: { $in: customerIds },
          state: { $in: ['active', 'ended'] },
          startedAt: { $gte: since },
          goalMetAt: null as never,
        })
        .toArray()
    },

    /**
     * Takes up to `limit` due runs of a step: a page of them, then one update that pushes `dueAt` to the end of the lease.
     * Racing workers share the page between them. When all were of one rev, as people at one step mostly are, and all were
     * won, they are known as they were read; else what is now ours is read again. `since` hears when the first had been due.
     */
    async leaseDue(
      group: StepPlace & { shard: number },
      lease: { token: string; now: Date; until: Date; limit: number; since?: (dueAt: Date) => void },
    ): Promise<Run[]> {
      const due: Filter<Run> = { ...group, dueAt: { $lte: lease.now } }
      const page = await runs.find(due).sort({ dueAt: 1 }).limit(lease.limit).toArray()
      if (page.length === 0) return []
      if (page[0]?.dueAt) lease.since?.(page[0].dueAt)
      const ids = page.map(({ _id }) => _id)
      const leased = {
        lease: { by: lease.token, until: lease.until },
        dueAt: lease.until,
        writer: lease.token,
      }
      const [rev, ...otherRevs] = new Set(page.map((run) => run.rev))
      const asRead = otherRevs.length === 0 ? { rev } : {}
      const { matchedCount } = await runs.updateMany(
        { _id: { $in: ids }, ...due, ...asRead, state: 'active' } as Filter<Run>,
        { $set: leased, $inc: { rev: 1 } },
      )
      if ('rev' in asRead && matchedCount === page.length) {
        return page.map((run) => ({ ...run, ...leased, rev: run.rev + 1 }))
      }
      return runs.find({ _id: { $in: ids }, 'lease.by': lease.token } as Filter<Run>).toArray()
    },

    /** Takes one run that nobody has written since it was read, whoever holds it; null when somebody has. */
    async leaseOne(run: Run, lease: { token: string; until: Date }): Promise<Run | null> {
      const result = await runs.updateOne(
        { _id: run._id, state: 'active', stepId: run.stepId, visit: run.visit, rev: run.rev },
        {
          $set: { lease: { by: lease.token, until: lease.until }, dueAt: lease.until, writer: lease.token },
          $inc: { rev: 1 },
        },
      )
      if (result.matchedCount === 0) return null
      return {
        ...run,
        lease: { by: lease.token, until: lease.until },
        dueAt: lease.until,
        writer: lease.token,
        rev: run.rev + 1,
      }
    },

    /**
     * Writes runs back in one bulk, each only if `token` still holds it. Returns the ids whose write took effect;
     * the others were ended or taken over meanwhile. `run.rev` is moved on in place.
     */
    async write(writes: RunWrite[], token: string): Promise<Set<string>> {
      if (writes.length === 0) return new Set()
      const result = await runs.bulkWrite(
        writes.map((write) => asUpdate(write, token)),
        { ordered: false },
      )
      for (const { run } of writes) run.rev += 1
      const ids = writes.map(({ run }) => run._id)
      if (result.matchedCount === writes.length) return new Set(ids)
      const revs = new Map(writes.map(({ run }) => [run._id, run.rev]))
      const stored = await runs
        .find({ _id: { $in: ids }, writer: token }, { projection: { _id: 1, rev: 1 } })
        .toArray()
      return new Set(stored.filter((run) => run.rev === revs.get(run._id)).map((run) => run._id))
    },

    /** Keeps what `token` holds for longer. */
    async extend(runIds: string[], token: string, until: Date): Promise<void> {
      await runs.updateMany({ _id: { $in: runIds }, 'lease.by': token } as Filter<Run>, {
        $set: { 'lease.until': until, dueAt: until } as never,
      })
    },

    /** Ends an active run at once, whoever holds it. False when it had ended already. */
    async end(runId: string, reason: string, at: Date, writer: string): Promise<boolean> {
      // Not ended, it counts as nothing of what this changes.
      const result = await runs.updateOne(knowing({ _id: runId, state: 'active' }), {
        $set: { state: 'ended', endedAt: at, endReason: reason, listens: [], writer },
        $unset: { dueAt: 1, lease: 1 },
        $addToSet: { untold: 'ended' },
        $inc: { rev: 1 },
      })
      return result.matchedCount === 1
    },

    /** Counts the goal of a run once. False when it was counted before. Leaves rev and lease alone. */
    async countGoal(runId: string, met: CountedGoal): Promise<boolean> {
      const result = await runs.updateOne(knowing({ _id: runId, goalMetAt: null as never }), {
        $set: goalFields(met),
        $addToSet: { untold: 'goal' },
      })
      return result.matchedCount === 1
    },
    /** Runs of these customers whose goal this order met. */
    withGoalBy(customerIds: string[], order: OrderKey): Promise<Run[]> {
      const known = {
        customerId: { $in: customerIds },
        state: { $in: ['active' as const, 'ended' as const] },
      }
      return runs.find({ ...known, goalOrder: order }).toArray()
    },
    /** Makes the goal this order met another one; no other goal than that. */
    async replaceGoal(runId: string, order: OrderKey, met: CountedGoal): Promise<void> {
      await runs.updateOne({ _id: runId, goalOrder: order }, { $set: goalFields(met) })
    },
    /** As if the order had not met it. */
    async dropGoal(runId: string, order: OrderKey): Promise<void> {
      await runs.updateOne(
        { _id: runId, goalOrder: order },
        { $unset: { goalMetAt: 1, goalValueFen: 1, goalOrder: 1 }, $pull: { untold: 'goal' } },
      )
    },

    async told(runIds: string[], what: Untold): Promise<void> {
      if (runIds.length === 0) return
      await runs.updateMany({ _id: { $in: runIds } }, { $pull: { untold: what } })
    },
    untold(limit: number): Promise<Run[]> {
      return runs
        .find({ untold: { $in: ['entered', 'goal', 'ended'] } })
        .limit(limit)
        .toArray()
    },

    /** Earliest time anybody at this step has something to do. */
    async nextDueOf(group: StepPlace & { shard: number }): Promise<Date | null> {
      const first = await runs
        .find({ ...group, dueAt: { $gt: new Date(0) } }, { projection: { dueAt: 1 } })
        .sort({ dueAt: 1 })
        .limit(1)
        .next()
      return first?.dueAt ?? null
    },
    /** Leaves out who stands at one of these places. */
    async nextDueAt(except: StepPlace[]): Promise<Date | null> {
      const elsewhere = except.length === 0 ? {} : { $nor: except }
      const first = await runs
        .find({ state: 'active', dueAt: { $gt: new Date(0) }, ...elsewhere }, { projection: { dueAt: 1 } })
        .sort({ dueAt: 1 })
        .limit(1)
        .next()
      return first?.dueAt ?? null
    },
    /** When the first of a step, in whatever shard, is due; null when nobody is by `until`. */
    async firstDueAt(place: StepPlace, until: Date): Promise<Date | null> {
      const shards = Array.from({ length: runShards }, (_, shard) => shard)
      const due = await runs.findOne(
        { ...place, shard: { $in: shards }, dueAt: { $lte: until } },
        { projection: { dueAt: 1 } },
      )
      return due?.dueAt ?? null
    },
    /** How many active runs stand at a step. */
    countAt(place: StepPlace): Promise<number> {
      return runs.countDocuments({ ...place, state: 'active' })
    },
    /** Whether somebody is on this version, or began on it since. */
    async anyOpenOn(versionId: string, since: Date): Promise<boolean> {
      const open = { versionId, $or: [{ state: 'active' as const }, { startedAt: { $gte: since } }] }
      return (await runs.findOne(open, { projection: { _id: 1 } })) !== null
    },
    /** The earliest due runs, only their place and time. */
    earliestDue(
      until: Date,
      limit: number,
    ): Promise<Pick<Run, '_id' | 'versionId' | 'stepId' | 'shard' | 'dueAt'>[]> {
      return runs
        .find(
          { state: 'active', dueAt: { $lte: until } },
          { projection: { versionId: 1, stepId: 1, shard: 1, dueAt: 1 } },
        )
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray()
    },

    /** Active runs nothing will ever take up: without a due time no wait ends and no lease is given back. */
    stuck(limit: number): Promise<Run[]> {
      return runs
        .find({ state: 'active', dueAt: null as never })
        .limit(limit)
        .toArray()
    },
    /** Runs of a step that were due by then, who waits longest first. */
    overdueAt(place: StepPlace & { shard: number }, by: Date, limit: number): Promise<Run[]> {
      return runs
        .find({ ...place, state: 'active', dueAt: { $lte: by } })
        .sort({ dueAt: 1 })
        .limit(limit)
        .toArray()
    },
    /** Makes a stuck run due; false when somebody moved it first. */
    async revive(run: Run, at: Date): Promise<boolean> {
      const result = await runs.updateOne(
        { _id: run._id, state: 'active', rev: run.rev, dueAt: null as never },
        { $set: { dueAt: at }, $inc: { rev: 1 } },
      )
      return result.matchedCount === 1
    },
    /** Active runs whose present step keeps failing. */
    failing(atLeast: number, limit: number): Promise<Run[]> {
      return runs
        .find({ state: 'active', failures: { $gte: atLeast } })
        .limit(limit)
        .toArray()
    },
  }
}

/** What a step may change of a run, apart from its place in the queue. */
export const stepFields = [
  'stepId',
  'visit',
  'visits',
  'enteredStepAt',
  'lookFrom',
  'vars',
  'answer',
  'used',
  'chosen',
  'arms',
  'failures',
  'writer',
  'listens',
] as const satisfies (keyof Run)[]

/** Conditional on `rev`, which every lease, end and write moves: who has it unchanged still holds the run. */
function asUpdate({ run, before, as }: RunWrite, token: string): AnyBulkWriteOperation<Run> {
  const next: Run = { ...run, writer: token, listens: as.kind === 'rest' ? run.listens : [] }
  const changed = stepFields.filter((name) => !isSame(next[name], before[name]))
  const filter = { _id: run._id, rev: run.rev }
  const $set = Object.fromEntries(changed.map((name) => [name, next[name]]))
  return {
    updateOne: {
      // A goal is counted whoever holds the run: whether one stands under the old arms has to be read.
      filter: changed.includes('arms') ? filter : knowing(filter, before),
      update: { ...placeIn(as, $set, token), $inc: { rev: 1 } },
    },
  }
}

function placeIn(as: RunWrite['as'], $set: Partial<Run>, token: string): UpdateFilter<Run> {
  switch (as.kind) {
    case 'hold':
      return { $set: { ...$set, lease: { by: token, until: as.until }, dueAt: as.until } }
    case 'rest':
      return { $set: { ...$set, dueAt: as.dueAt }, $unset: { lease: 1 } }
    case 'end':
      return {
        $set: { ...$set, state: 'ended', endedAt: as.at, endReason: as.reason },
        $unset: { lease: 1, dueAt: 1 },
        $addToSet: { untold: 'ended' },
      }
  }
}

/** Fields are replaced, never changed in place; only empty lists and dates are made anew without need. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime()
  return Array.isArray(one) && Array.isArray(other) && one.length === 0 && other.length === 0
}
