import type { Task } from '../../models/tasks.ts'
import type { Touch } from '../../models/touch.ts'
import type { Clock } from '../clock.ts'
import type { HeldStep, Journeys, StuckWhy } from '../journeys/contract.ts'
import type { StuckKind } from './stuck-kinds.ts'

/** Somebody who does not go on. */
export interface StuckPerson {
  /** `run`, or the name of a kind: what `mend` takes. */
  kind: string
  /** Of the run, the touch or the task. */
  id: string
  customerId: string
  journeyId?: string
  versionId?: string
  stepId?: string
  /** zh-CN. */
  says: string
  /** When they should have gone on. */
  dueAt?: Date
  /** Since when they stand there. */
  since?: Date
  /** `self` = the audit mends it within minutes, `hand` = `mend` can, null = something else must be mended first. */
  mends: 'self' | 'hand' | null
}

/** Something that stands still and is no person: a journey, a process, a callback. */
export interface StuckThing {
  kind: string
  says: string
  ids: string[]
  mends: boolean
}

export interface StuckFindings {
  people: StuckPerson[]
  things: StuckThing[]
  /** People at steps that need a definition there is not. */
  held: HeldStep[]
  /** How many people do not go on. */
  count: number
}

const most = 100
/** Told of each person under `people`. */
const told = new Set(['touch.unwatched', 'touch.overdue', 'task.unwatched'])

const runSays: Record<StuckWhy, string> = {
  noVersion: '流程的这个版本找不到了',
  failing: '这一步一再出错',
  noWayOn: '没有下一步的时间',
  overdue: '到期很久，没有进程接手',
}
const runMends: Record<StuckWhy, StuckPerson['mends']> = {
  noVersion: null,
  failing: 'hand',
  noWayOn: 'self',
  overdue: null,
}

/** Who and what stands still now, by name; and what a person may do about it. */
export function createStuckLook(deps: {
  kinds: readonly StuckKind[]
  journeys: Pick<Journeys, 'stuckRuns' | 'held' | 'unstick'>
  touches: { find(id: string): Promise<Touch | null> }
  tasks: { findByIds(ids: string[]): Promise<Task[]> }
  clock: Clock
}) {
  const { journeys, clock } = deps

  async function runs(): Promise<StuckPerson[]> {
    return (await journeys.stuckRuns(most)).map(({ run, why }) => ({
      kind: 'run',
      id: run._id,
      customerId: run.customerId,
      journeyId: run.journeyId,
      versionId: run.versionId,
      stepId: run.stepId,
      says: runSays[why],
      dueAt: run.dueAt,
      since: run.enteredStepAt,
      mends: runMends[why],
    }))
  }

  async function peopleOf({ name, says, repair }: StuckKind, ids: string[]): Promise<StuckPerson[]> {
    const mends = repair === undefined ? null : 'self'
    if (name.startsWith('task.')) {
      const tasks = await deps.tasks.findByIds(ids)
      return tasks.map(({ _id: id, customerId, createdAt: since }) => ({
        kind: name,
        id,
        customerId,
        says,
        since,
        mends,
      }))
    }
    const touches = await Promise.all(ids.map((id) => deps.touches.find(id)))
    return touches.flatMap((touch) =>
      touch === null
        ? []
        : {
            kind: name,
            id: touch._id,
            customerId: touch.customerId,
            journeyId: touch.journeyId,
            stepId: touch.stepId,
            says,
            dueAt: touch.dueAt,
            since: touch.createdAt,
            mends,
          },
    )
  }

  return {
    async find(): Promise<StuckFindings> {
      const people = await runs()
      const things: StuckThing[] = []
      for (const kind of deps.kinds) {
        // Its people are among the runs, each by name.
        if (kind.name === 'run.overdue') continue
        const ids = await kind.find(clock.now(), most)
        if (ids.length === 0) continue
        if (told.has(kind.name)) people.push(...(await peopleOf(kind, ids)))
        else things.push({ kind: kind.name, says: kind.says, ids, mends: kind.repair !== undefined })
      }
      const held = await journeys.held()
      const count = people.length + held.reduce((sum, { runs: n }) => sum + n, 0)
      return { people, things, held, count }
    },

    /** Makes one go on; false when somebody moved it meanwhile, or it cannot be done here. */
    async mend(kind: string, id: string): Promise<boolean> {
      if (kind === 'run') return journeys.unstick(id)
      const repair = deps.kinds.find(({ name }) => name === kind)?.repair
      return repair === undefined ? false : repair(id, clock.now())
    },
  }
}

export type StuckLook = ReturnType<typeof createStuckLook>
