import { nanoid } from 'nanoid'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Run } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import { matchesProps } from '../audience/evaluate.ts'
import { isQuietMove, type LiveSegments } from '../audience/live-segments.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { ExitDefinition, JourneyDefinition } from '../language/journey.ts'
import type { Catalog } from './catalog.ts'
import { exitName } from './catalog.ts'
import type { EndRun } from './end-run.ts'
import type { CountGoal } from './goals.ts'
import type { Holds } from './holds.ts'
import { isSince } from './is-since.ts'
import { metGoal } from './met-goal.ts'
import { answersWait } from './planner/wait-for.ts'
import { isRefundOutcome, type RefundedGoals } from './refunded-goals.ts'
import { runValuesOf } from './run-values.ts'
import type { Advance } from './runner/advance.ts'
import type { StartRun } from './start-run.ts'

export interface OnEventDeps {
  runs: RunStore
  catalog: Catalog
  holds: Holds
  customers: Customers
  segments: LiveSegments
  endRun: EndRun
  countGoal: CountGoal
  refundedGoals: RefundedGoals
  startRun: StartRun
  advance: Advance
  clock: Clock
  workerId: string
  leaseMs: number
  /** An entry event older than this starts nothing: imports and late receipts are history, not occasions. */
  freshMs: number
}

/** How old an entry event may be, unless said otherwise. */
export const freshMs = 3 * 86_400_000

/** Everything journeys do about one event. Told twice, it does nothing twice. */
export function createOnEvent(deps: OnEventDeps) {
  const { runs, catalog } = deps

  async function wants(event: KeluEvent): Promise<boolean> {
    if (event.name === 'customer.merged' || isRefundOutcome(event) || deps.segments.wants(event)) return true
    const { exits, waits, goalWithinMs, entries } = (await catalog.current()).interestIn(event.name)
    return exits || waits || goalWithinMs > 0 || entries.length > 0
  }

  async function onEvent(event: KeluEvent, told: Customer): Promise<void> {
    const snapshot = await catalog.current()
    const interest = snapshot.interestIn(event.name)
    const ids = [told._id, ...told.mergedFrom]

    if (event.name === 'customer.merged') await keepOneRunEach(ids)
    // Nothing about them changed, only what was asked: that begins and ends nothing.
    const isQuiet = isQuietMove(event)
    if (interest.exits && !isQuiet) await leave(event, ids)
    const customer = await deps.segments.after(event, told)
    if (isRefundOutcome(event)) await deps.refundedGoals(event, customer)
    if (interest.goalWithinMs > 0) await countGoals(event, customer, interest.goalWithinMs)
    if (interest.waits) await resume(event, ids)
    for (const enterable of isQuiet ? [] : interest.entries) {
      const { entry } = enterable.definition
      if (deps.clock.now().getTime() - event.at.getTime() > deps.freshMs) continue
      const wanted =
        entry.kind === 'event'
          ? entry.where === undefined || matchesProps(entry.where, event.props, deps.clock.now())
          : entry.kind === 'segment' && event.props.segment === entry.segment
      if (wanted) await deps.startRun.now({ enterable, customer, cause: event._id, event })
    }
  }

  async function leave(event: KeluEvent, ids: string[]): Promise<void> {
    for (const run of await runs.activeOf(ids)) {
      // What began the run cannot end it, and what happened before it began is not about it.
      if (run.cause === event._id || !isSince(run.startedAt, event)) continue
      const definition = await catalog.definition(run.versionId)
      if (definition?.exit.some((exit) => isExit(exit, run, event, deps.clock.now()))) {
        await deps.endRun(run, `exit:${event.name}`)
      }
    }
  }

  async function countGoals(event: KeluEvent, customer: Customer, longestMs: number): Promise<void> {
    const since = new Date(event.at.getTime() - longestMs)
    for (const run of await runs.withoutGoal([customer._id, ...customer.mergedFrom], since)) {
      const goal = (await catalog.definition(run.versionId))?.goal
      const met = goal && metGoal(run, goal, { event, customer, now: deps.clock.now() })
      if (met) await deps.countGoal(run, met)
    }
  }

  async function resume(event: KeluEvent, ids: string[]): Promise<void> {
    for (const run of await runs.activeOf(ids)) {
      if (!run.listens.includes(event.name)) continue
      const definition = await catalog.definition(run.versionId)
      // Somebody held goes on later, and finds the event then.
      if (definition !== null && deps.holds.atStep(definition, run.stepId) !== null) continue
      await resumeOne(run, event, definition)
    }
  }

  async function resumeOne(seen: Run, event: KeluEvent, definition: JourneyDefinition | null): Promise<void> {
    const step = definition?.steps[seen.stepId]
    for (let run: Run | null = seen; run !== null; run = await runs.find(run._id)) {
      const stillThere: boolean =
        run.state === 'active' && run.stepId === seen.stepId && run.visit === seen.visit
      if (!stillThere || step?.kind !== 'waitFor' || !answersWait(step, run, event, deps.clock.now())) return
      const token = `${deps.workerId}:${nanoid(10)}`
      const until = new Date(deps.clock.now().getTime() + deps.leaseMs)
      const leased: Run | null = await runs.leaseOne(run, { token, until })
      // Null: somebody wrote it since. If it still waits there, try again; else it has gone on without us.
      if (leased !== null) return deps.advance([leased], token, new Map([[run._id, [event]]]))
    }
  }

  /** After a merge: of two active runs of one journey (and key) the earlier stays. */
  async function keepOneRunEach(ids: string[]): Promise<void> {
    const kept = new Set<string>()
    for (const run of await runs.activeOf(ids)) {
      const passage = passageOf(run)
      if (kept.has(passage)) await deps.endRun(run, 'merged')
      else kept.add(passage)
    }
  }

  return { wants, onEvent }
}

/** `journeyId[:key]`: the run id without customer and number. */
function passageOf(run: Run): string {
  const keyed = run._id.slice(`${run.journeyId}:${run.customerId}`.length)
  return run.journeyId + keyed.slice(0, keyed.lastIndexOf(':'))
}

function isExit(exit: ExitDefinition, run: Run, event: KeluEvent, now: Date): boolean {
  if (exitName(exit) !== event.name) return false
  if (exit.kind === 'segment') return event.props.segment === exit.segment
  return exit.where === undefined || matchesProps(exit.where, event.props, now, runValuesOf(run))
}
