import type { Run, Untold } from '../run.ts'
import { type RunStore, type RunWrite, type StepPlace, stepFields } from '../runs.ts'

/** Runs in memory, for simulations: the same answers as the store, of the few runs that are there at a time. */
export function createMemoryRuns(runs: Map<string, Run> = new Map()): RunStore {
  const some = (holds: (run: Run) => boolean): Run[] => [...runs.values()].filter(holds)
  const copies = (found: Run[]): Run[] => found.map((run) => ({ ...run }))
  const byDue = (a: Run, b: Run) => dueMs(a) - dueMs(b)
  const isAt =
    ({ versionId, stepId }: StepPlace) =>
    (run: Run) =>
      run.versionId === versionId && run.stepId === stepId
  const isActive = ({ state }: Run) => state === 'active'

  /** Replaces fields of a stored run; `undefined` takes one away. */
  function change(run: Run, fields: Partial<Run>): void {
    const next = Object.entries({ ...run, ...fields }).filter(([, value]) => value !== undefined)
    runs.set(run._id, Object.fromEntries(next) as unknown as Run)
  }
  const moved = (run: Run, fields: Partial<Run>): void => change(run, { ...fields, rev: run.rev + 1 })
  const adding = ({ untold }: Run, what: Untold): Untold[] =>
    untold.includes(what) ? untold : [...untold, what]

  function writeOne({ run, as }: RunWrite, token: string): boolean {
    const stored = runs.get(run._id)
    if (stored?.rev !== run.rev) return false
    const fields = stepFields.map((name) => [name, run[name]] as const)
    const step: Partial<Run> = { ...Object.fromEntries(fields), writer: token }
    const listens = as.kind === 'rest' ? run.listens : []
    if (as.kind === 'hold')
      moved(stored, { ...step, listens, lease: { by: token, until: as.until }, dueAt: as.until })
    if (as.kind === 'rest') moved(stored, { ...step, listens, dueAt: as.dueAt, lease: undefined })
    if (as.kind === 'end') {
      const ended = { state: 'ended', endedAt: as.at, endReason: as.reason } as const
      const gone = { lease: undefined, dueAt: undefined, untold: adding(stored, 'ended') }
      moved(stored, { ...step, ...ended, ...gone, listens })
    }
    return true
  }

  return {
    async insertMany(begun) {
      const fresh = begun.filter(({ _id }) => !runs.has(_id))
      for (const run of fresh) runs.set(run._id, { ...run })
      return new Set(fresh.map(({ _id }) => _id))
    },
    async find(runId) {
      const run = runs.get(runId)
      return run === undefined ? null : { ...run }
    },
    findMany: async (ids) =>
      new Map(ids.flatMap((id) => (runs.has(id) ? [[id, { ...(runs.get(id) as Run) }] as const] : []))),
    activeAmong: async (ids) => new Set(ids.filter((id) => runs.get(id)?.state === 'active')),
    async standsAt({ _id, stepId, visit }) {
      const run = runs.get(_id)
      return run !== undefined && isActive(run) && run.stepId === stepId && run.visit === visit
    },
    async hasten(runId, stepId, at) {
      const run = runs.get(runId)
      if (run === undefined || !isActive(run) || run.stepId !== stepId) return true
      if (run.lease !== undefined) return false
      if (run.dueAt !== undefined && run.dueAt > at) moved(run, { dueAt: at })
      return true
    },
    async wasNotStopped(runId) {
      const run = runs.get(runId)
      return run?.state === 'active' || run?.endReason === 'completed'
    },
    activeOf: async (ids) =>
      copies(some((run) => isActive(run) && ids.includes(run.customerId))).sort(
        (a, b) => a.startedAt.getTime() - b.startedAt.getTime(),
      ),
    withoutGoal: async (ids, since) =>
      copies(
        some((run) => ids.includes(run.customerId) && run.startedAt >= since && run.goalMetAt === undefined),
      ),
    withArms: async (journeyIds, customerIds) =>
      copies(
        some(
          ({ journeyId, customerId, arms }) =>
            journeyIds.includes(journeyId) && customerIds.includes(customerId) && arms !== undefined,
        ),
      ).sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime()),
    async leaseDue(group, { token, now, until, limit }) {
      const here = isAt(group)
      const due = some((run) => here(run) && run.shard === group.shard && isActive(run) && isDue(run, now))
      const page = due.sort(byDue).slice(0, limit)
      for (const run of page) moved(run, { lease: { by: token, until }, dueAt: until, writer: token })
      return page.map(({ _id }) => ({ ...(runs.get(_id) as Run) }))
    },
    async leaseOne(run, { token, until }) {
      const stored = runs.get(run._id)
      if (stored === undefined || !isActive(stored) || stored.rev !== run.rev) return null
      moved(stored, { lease: { by: token, until }, dueAt: until, writer: token })
      return { ...(runs.get(run._id) as Run) }
    },
    async write(writes, token) {
      const written = new Set<string>()
      for (const write of writes) {
        if (writeOne(write, token)) written.add(write.run._id)
        write.run.rev += 1
      }
      return written
    },
    async extend(ids, token, until) {
      for (const run of some(({ _id, lease }) => ids.includes(_id) && lease?.by === token))
        change(run, { lease: { by: token, until }, dueAt: until })
    },
    async end(runId, reason, at, writer) {
      const run = runs.get(runId)
      if (run === undefined || !isActive(run)) return false
      const ended: Partial<Run> = {
        state: 'ended',
        endedAt: at,
        endReason: reason,
        listens: [] as string[],
        writer,
      }
      moved(run, { ...ended, dueAt: undefined, lease: undefined, untold: adding(run, 'ended') })
      return true
    },
    async countGoal(runId, { at, valueFen, order }) {
      const run = runs.get(runId)
      if (run === undefined || run.goalMetAt !== undefined) return false
      change(run, {
        goalMetAt: at,
        goalValueFen: valueFen,
        goalOrder: order,
        untold: adding(run, 'goal'),
      })
      return true
    },
    withGoalBy: async (ids, order) =>
      copies(some(({ customerId, goalOrder }) => ids.includes(customerId) && goalOrder === order)),
    async replaceGoal(runId, order, { at, valueFen, order: by }) {
      const run = runs.get(runId)
      if (run?.goalOrder === order) change(run, { goalMetAt: at, goalValueFen: valueFen, goalOrder: by })
    },
    async dropGoal(runId, order) {
      const run = runs.get(runId)
      if (run?.goalOrder !== order) return
      const untold = run.untold.filter((one) => one !== 'goal')
      change(run, { goalMetAt: undefined, goalValueFen: undefined, goalOrder: undefined, untold })
    },
    async told(ids, what) {
      for (const run of some(({ _id }) => ids.includes(_id)))
        change(run, { untold: run.untold.filter((one) => one !== what) })
    },
    untold: async (limit) => copies(some(({ untold }) => untold.length > 0)).slice(0, limit),
    async nextDueOf(group) {
      const here = isAt(group)
      return earliest(some((run) => here(run) && run.shard === group.shard))
    },
    async nextDueAt(except) {
      return earliest(some((run) => isActive(run) && !except.some((place) => isAt(place)(run))))
    },
    async firstDueAt(place, until) {
      const here = isAt(place)
      return earliest(some((run) => here(run) && isDue(run, until)))
    },
    async countAt(place) {
      const here = isAt(place)
      return some((run) => here(run) && isActive(run)).length
    },
    anyOpenOn: async (versionId, since) =>
      some((run) => run.versionId === versionId && (isActive(run) || run.startedAt >= since)).length > 0,
    earliestDue: async (until, limit) =>
      copies(some((run) => isActive(run) && isDue(run, until)))
        .sort(byDue)
        .slice(0, limit),
    stuck: async (limit) => copies(some(isStuck)).slice(0, limit),
    overdueAt: async ({ versionId, stepId, shard }, by, limit) =>
      copies(
        some(
          (run) =>
            isActive(run) &&
            run.versionId === versionId &&
            run.stepId === stepId &&
            run.shard === shard &&
            isDue(run, by),
        ),
      )
        .sort((a, b) => dueMs(a) - dueMs(b))
        .slice(0, limit),
    async revive(run, at) {
      const stored = runs.get(run._id)
      if (stored === undefined || !isStuck(stored) || stored.rev !== run.rev) return false
      moved(stored, { dueAt: at })
      return true
    },
    failing: async (atLeast, limit) =>
      copies(some((run) => isActive(run) && run.failures >= atLeast)).slice(0, limit),
  }
}

const dueMs = ({ dueAt }: Run): number => dueAt?.getTime() ?? Number.POSITIVE_INFINITY
const isDue = ({ dueAt }: Run, until: Date): boolean => dueAt !== undefined && dueAt <= until
const isStuck = ({ state, dueAt, lease, listens }: Run): boolean =>
  state === 'active' && dueAt === undefined && lease === undefined && listens.length === 0

function earliest(runs: Run[]): Date | null {
  const first = Math.min(...runs.map(dueMs))
  return Number.isFinite(first) ? new Date(first) : null
}
