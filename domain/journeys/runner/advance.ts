import { nanoid } from 'nanoid'
import pLimit from 'p-limit'
import type { KeluEvent } from '../../../models/event.ts'
import type { Run } from '../../../models/run.ts'
import type { RunStore, RunWrite } from '../../../models/runs.ts'
import { type HistoryQuery, loadHistory, namesOf, segmentsOf } from '../../audience/event-history.ts'
import type { EventHistory } from '../../audience/ports.ts'
import { doubling } from '../../backoff.ts'
import type { Calendar } from '../../calendar/calendar.ts'
import type { Clock } from '../../clock.ts'
import type { JourneyDefinition } from '../../language/journey.ts'
import type { Registry } from '../../language/registry.ts'
import type { Log } from '../../log.ts'
import type { AnnounceRuns } from '../announce-runs.ts'
import type { Holds } from '../holds.ts'
import { eventsNeeded, lookBackOf } from '../planner/events-needed.ts'
import { plan } from '../planner/plan.ts'
import type { Plan } from '../planner/situation.ts'
import { answersWait, awaitedNames } from '../planner/wait-for.ts'
import { type BatchLease, createBatchLease } from './batch-lease.ts'
import { arrive, choose, type Execution, keepArm } from './execution.ts'
import { type EffectDeps, perform } from './perform.ts'

export interface AdvanceDeps extends EffectDeps {
  runs: RunStore
  history: EventHistory
  registry: Pick<Registry, 'segment' | 'traits'>
  definition(versionId: string): Promise<JourneyDefinition | null>
  /** The calendar in force. */
  calendarAt(): Calendar
  holds: Holds
  announce: AnnounceRuns
  clock: Clock
  workerId: string
  leaseMs: number
  /** Sends in flight at a time, per batch. */
  sendsAtOnce: number
  log: Log
}

/** Takes leased runs, each as far as it goes: until it waits or ends. `events` = what resumed a run, by run id. */
export type Advance = (runs: Run[], token: string, events?: Map<string, KeluEvent[]>) => Promise<void>

/** More instantaneous steps in one go than any sound journey has. */
const mostStepsAtOnce = 500

/** Whoever is being moved is left alone for this long, ms: whoever moves them comes sooner. */
const beingMovedMs = 60_000

/** A step that fails is tried again, and never given up. */
const retryAfterMs = doubling({ firstMs: 60_000, longestMs: 3_600_000 })

export function createAdvance(deps: AdvanceDeps): Advance {
  const { clock, history, registry } = deps

  async function takeUp(
    runs: Run[],
    events: Map<string, KeluEvent[]>,
  ): Promise<{ executions: Execution[]; lost: Run[] }> {
    const customers = await deps.customers.findMany([...new Set(runs.map((run) => run.customerId))])
    const executions: Execution[] = []
    const lost: Run[] = []
    for (const run of runs) {
      const definition = await deps.definition(run.versionId)
      const customer = customers.get(run.customerId)
      if (definition === null || customer === undefined) lost.push(run)
      else {
        const known = events.get(run._id) ?? []
        executions.push({ run, before: { ...run }, definition, customer, events: known, moved: false })
      }
    }
    return { executions, lost }
  }

  /** Adds the events that the present steps must see. Steps that need none cost nothing. */
  async function withEvents(all: Execution[]): Promise<Map<Execution, KeluEvent[]>> {
    const now = clock.now()
    const asking: { execution: Execution; look: HistoryQuery }[] = []
    for (const execution of all) {
      const { definition, run, customer } = execution
      const need = eventsNeeded(definition.steps[run.stepId], run, now, (rule) => namesOf(rule, registry))
      if (need !== null) asking.push({ execution, look: { customer, ...need } })
    }
    const found = await loadHistory(
      history,
      asking.map(({ look }) => look),
    )
    return new Map(asking.map(({ execution }, index) => [execution, found[index] ?? []]))
  }

  const isHeld = ({ definition, run }: Execution): boolean =>
    deps.holds.atStep(definition, run.stepId) !== null

  function planOne(execution: Execution, seen: KeluEvent[]): Plan {
    const { run, definition, customer } = execution
    const now = clock.now()
    const events = [...execution.events, ...seen]
    return plan({
      run,
      definition,
      customer,
      events,
      inSegment: segmentsOf(registry, { customer, events }, now),
      isWorkingDay: deps.calendarAt().isWorkingDay,
      now,
    })
  }

  /** Fails only this run: it tries the step again later, and the auditor reports it when that goes on. */
  function failed({ run, before }: Pick<Execution, 'run' | 'before'>, error: unknown): RunWrite {
    run.failures += 1
    deps.log.error(
      { runId: run._id, stepId: run.stepId, failures: run.failures, error },
      'a step failed and will be tried again',
    )
    const dueAt = new Date(clock.now().getTime() + retryAfterMs(run.failures))
    return { run, before, as: { kind: 'rest', dueAt } }
  }

  /** Performs what a plan asks. Returns where the run comes to rest, or null when it goes on. */
  async function carryOut(execution: Execution, planned: Plan): Promise<RunWrite | null> {
    const { run, before } = execution
    const begun = clock.now()
    let { move } = planned
    for (const effect of planned.effects) {
      const done = await perform(effect, execution, deps)
      if (done.state === 'left') {
        const dueAt = new Date(begun.getTime() + beingMovedMs)
        return { run, before, as: { kind: 'rest', dueAt } }
      }
      if (done.state === 'deferred') {
        // A later `waitFor` looks back to the moment this send really started.
        run.lookFrom = done.until
        return { run, before, as: { kind: 'rest', dueAt: done.until } }
      }
      if (done.state === 'cameToNothing') move = planned.otherwise ?? move
    }
    if (planned.arm !== undefined) keepArm(execution, planned.arm)
    // Done sooner than it was put off to: somebody decided so.
    if (run.lookFrom > begun) run.lookFrom = begun
    const now = clock.now()
    switch (move.kind) {
      case 'goto':
        arrive(execution, move.stepId, now, move.because)
        return null
      case 'stay':
        run.listens = move.listens
        return { run, before, as: { kind: 'rest', dueAt: move.until } }
      case 'end':
        return { run, before, as: { kind: 'end', reason: move.reason, at: now } }
    }
  }

  /** One step of every run. Returns the runs that go on; the others are written down in `resting`. */
  async function round(
    arrived: Execution[],
    batchLease: BatchLease,
    resting: RunWrite[],
  ): Promise<Execution[]> {
    const all: Execution[] = []
    for (const execution of arrived) {
      // Due at once and passed over, so that they go on as soon as nothing holds them.
      const { run, before } = execution
      if (isHeld(execution)) resting.push({ run, before, as: { kind: 'rest', dueAt: clock.now() } })
      else all.push(execution)
    }
    const seen = await withEvents(all)
    const acting: { execution: Execution; planned: Plan }[] = []
    const goingOn: Execution[] = []
    const settle = (execution: Execution, write: RunWrite | null): void => {
      if (write === null) goingOn.push(execution)
      else resting.push(write)
    }
    for (const execution of all) {
      try {
        const planned = planOne(execution, seen.get(execution) ?? [])
        if (planned.chooses !== undefined) choose(execution, planned.chooses)
        if (planned.effects.length > 0) acting.push({ execution, planned })
        else settle(execution, await carryOut(execution, planned))
      } catch (error) {
        resting.push(failed(execution, error))
      }
    }
    // The place is stored before anything is done there: after a crash, or an exit meanwhile, nobody acts from another place.
    const held = await batchLease.hold(acting.map(({ execution }) => execution))
    const limit = pLimit(deps.sendsAtOnce)
    await Promise.all(
      acting
        .filter(({ execution }) => held.has(execution.run._id))
        .map(({ execution, planned }) =>
          limit(async () => {
            try {
              settle(execution, await carryOut(execution, planned))
            } catch (error) {
              resting.push(failed(execution, error))
            }
            await batchLease.keep()
          }),
        ),
    )
    if (acting.length > 0) await refresh(goingOn)
    return goingOn
  }

  /** What effects changed must be seen by the steps that follow. */
  async function refresh(all: Execution[]): Promise<void> {
    const customers = await deps.customers.findMany([...new Set(all.map(({ run }) => run.customerId))])
    for (const execution of all)
      execution.customer = customers.get(execution.run.customerId) ?? execution.customer
  }

  /** An event that came while the run was on its way to the wait was not handed to it: it is found here. */
  async function resumeOverlooked(waiting: Execution[]): Promise<void> {
    const found = await loadHistory(
      history,
      waiting.flatMap(({ run, definition, customer }) => {
        const step = definition.steps[run.stepId]
        return step?.kind === 'waitFor'
          ? [{ customer, names: awaitedNames(step), since: lookBackOf(run) }]
          : []
      }),
    )
    for (const [index, { run, definition }] of waiting.entries()) {
      const step = definition.steps[run.stepId]
      const answers = (found[index] ?? []).filter(
        (event) => step?.kind === 'waitFor' && answersWait(step, run, event, clock.now()),
      )
      if (answers.length === 0) continue
      const token = `${deps.workerId}:${nanoid(10)}`
      const until = new Date(clock.now().getTime() + deps.leaseMs)
      const leased = await deps.runs.leaseOne(run, { token, until })
      if (leased !== null) await advance([leased], token, new Map([[run._id, answers]]))
    }
  }

  async function advance(
    runs: Run[],
    token: string,
    events: Map<string, KeluEvent[]> = new Map(),
  ): Promise<void> {
    const untold = runs.filter((run) => run.untold.includes('entered'))
    await deps.announce(untold, 'entered')
    const { executions: all, lost } = await takeUp(runs, events)
    const batchLease = createBatchLease(deps, token, all)
    const resting = lost.map((run) =>
      failed({ run, before: { ...run } }, new Error('a run has lost its customer or its version')),
    )
    let going = all
    for (let steps = 0; going.length > 0; steps += 1) {
      if (steps === mostStepsAtOnce) {
        for (const execution of going)
          resting.push(failed(execution, new RangeError('a journey turns without waiting')))
        break
      }
      going = await round(going, batchLease, resting)
    }
    const written = await deps.runs.write(resting, token)
    const ended = resting.flatMap(({ run, as }) =>
      as.kind === 'end' && written.has(run._id) ? [{ ...run, endedAt: as.at, endReason: as.reason }] : [],
    )
    await deps.announce(ended, 'ended')
    const listening = new Set(
      resting.flatMap(({ run, as }) =>
        as.kind === 'rest' && run.listens.length > 0 && written.has(run._id) ? [run._id] : [],
      ),
    )
    await resumeOverlooked(all.filter(({ run }) => listening.has(run._id)))
  }

  return advance
}
