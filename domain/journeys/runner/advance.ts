import { nanoid } from 'nanoid'
import pLimit from 'p-limit'
import type { KeluEvent } from '../../../models/event.ts'
import type { Run } from '../../../models/run.ts'
import type { RunStore, RunWrite } from '../../../models/runs.ts'
import { type Look, lookBack, namesOf, segmentsOf } from '../../audience/event-history.ts'
import type { EventHistory } from '../../audience/ports.ts'
import { doubling } from '../../backoff.ts'
import type { Clock } from '../../clock.ts'
import type { JourneyDefinition } from '../../language/journey.ts'
import type { Registry } from '../../language/registry.ts'
import type { Log } from '../../log.ts'
import type { Holds } from '../holds.ts'
import { eventsNeeded, lookBackOf } from '../planner/events-needed.ts'
import { plan } from '../planner/plan.ts'
import type { Plan } from '../planner/situation.ts'
import { answersWait, awaitedName } from '../planner/wait-for.ts'
import type { Tell } from '../tell.ts'
import { createHands, type Hands } from './hands.ts'
import { arrive, type Moving } from './moving.ts'
import { type Performers, perform } from './perform.ts'

export interface AdvanceDeps extends Performers {
  runs: RunStore
  history: EventHistory
  registry: Pick<Registry, 'segment'>
  definition(versionId: string): Promise<JourneyDefinition | null>
  holds: Holds
  tell: Tell
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

/** A step that fails is tried again, and never given up. */
const retryAfterMs = doubling({ firstMs: 60_000, longestMs: 3_600_000 })

export function createAdvance(deps: AdvanceDeps): Advance {
  const { clock, history, registry } = deps

  async function takeUp(
    runs: Run[],
    events: Map<string, KeluEvent[]>,
  ): Promise<{ moving: Moving[]; lost: Run[] }> {
    const customers = await deps.customers.findMany([...new Set(runs.map((run) => run.customerId))])
    const moving: Moving[] = []
    const lost: Run[] = []
    for (const run of runs) {
      const definition = await deps.definition(run.versionId)
      const customer = customers.get(run.customerId)
      if (definition === null || customer === undefined) lost.push(run)
      else {
        const known = events.get(run._id) ?? []
        moving.push({ run, before: { ...run }, definition, customer, events: known, moved: false })
      }
    }
    return { moving, lost }
  }

  /** Adds the events that the present steps must see. Steps that need none cost nothing. */
  async function withEvents(all: Moving[]): Promise<Map<Moving, KeluEvent[]>> {
    const now = clock.now()
    const asking: { moving: Moving; look: Look }[] = []
    for (const moving of all) {
      const { definition, run, customer } = moving
      const need = eventsNeeded(definition.steps[run.stepId], run, now, (rule) => namesOf(rule, registry))
      if (need !== null) asking.push({ moving, look: { customer, ...need } })
    }
    const found = await lookBack(
      history,
      asking.map(({ look }) => look),
    )
    return new Map(asking.map(({ moving }, index) => [moving, found[index] ?? []]))
  }

  const isHeld = ({ definition, run }: Moving): boolean => deps.holds.atStep(definition, run.stepId) !== null

  function planOne(moving: Moving, seen: KeluEvent[]): Plan {
    const { run, definition, customer } = moving
    const now = clock.now()
    const events = [...moving.events, ...seen]
    return plan({
      run,
      definition,
      customer,
      events,
      inSegment: segmentsOf(registry, { customer, events }, now),
      now,
    })
  }

  /** Fails only this run: it tries the step again later, and the auditor reports it when that goes on. */
  function failed({ run, before }: Pick<Moving, 'run' | 'before'>, error: unknown): RunWrite {
    run.failures += 1
    deps.log.error(
      { runId: run._id, stepId: run.stepId, failures: run.failures, error },
      'a step failed and will be tried again',
    )
    const dueAt = new Date(clock.now().getTime() + retryAfterMs(run.failures))
    return { run, before, as: { kind: 'rest', dueAt } }
  }

  /** Performs what a plan asks. Returns where the run comes to rest, or null when it goes on. */
  async function carryOut(moving: Moving, planned: Plan): Promise<RunWrite | null> {
    const { run, before } = moving
    for (const effect of planned.effects) {
      const done = await perform(effect, moving, deps)
      if (done.state === 'deferred') {
        // A later `waitFor` looks back to the moment this send really started.
        run.lookFrom = done.until
        return { run, before, as: { kind: 'rest', dueAt: done.until } }
      }
    }
    const { move } = planned
    const now = clock.now()
    switch (move.kind) {
      case 'goto':
        arrive(moving, move.stepId, now, move.because)
        return null
      case 'stay':
        run.listens = move.listens
        return { run, before, as: { kind: 'rest', dueAt: move.until } }
      case 'end':
        return { run, before, as: { kind: 'end', reason: move.reason, at: now } }
    }
  }

  /** One step of every run. Returns the runs that go on; the others are written down in `resting`. */
  async function round(arrived: Moving[], hands: Hands, resting: RunWrite[]): Promise<Moving[]> {
    const all: Moving[] = []
    for (const moving of arrived) {
      // Due at once and passed over, so that they go on as soon as nothing holds them.
      const { run, before } = moving
      if (isHeld(moving)) resting.push({ run, before, as: { kind: 'rest', dueAt: clock.now() } })
      else all.push(moving)
    }
    const seen = await withEvents(all)
    const acting: { moving: Moving; planned: Plan }[] = []
    const goingOn: Moving[] = []
    const settle = (moving: Moving, write: RunWrite | null): void => {
      if (write === null) goingOn.push(moving)
      else resting.push(write)
    }
    for (const moving of all) {
      try {
        const planned = planOne(moving, seen.get(moving) ?? [])
        if (planned.effects.length > 0) acting.push({ moving, planned })
        else settle(moving, await carryOut(moving, planned))
      } catch (error) {
        resting.push(failed(moving, error))
      }
    }
    // The place is stored before anything is done there: after a crash, or an exit meanwhile, nobody acts from another place.
    const held = await hands.hold(acting.map(({ moving }) => moving))
    const limit = pLimit(deps.sendsAtOnce)
    await Promise.all(
      acting
        .filter(({ moving }) => held.has(moving.run._id))
        .map(({ moving, planned }) =>
          limit(async () => {
            try {
              settle(moving, await carryOut(moving, planned))
            } catch (error) {
              resting.push(failed(moving, error))
            }
            await hands.keep()
          }),
        ),
    )
    if (acting.length > 0) await refresh(goingOn)
    return goingOn
  }

  /** What effects changed must be seen by the steps that follow. */
  async function refresh(all: Moving[]): Promise<void> {
    const customers = await deps.customers.findMany([...new Set(all.map(({ run }) => run.customerId))])
    for (const moving of all) moving.customer = customers.get(moving.run.customerId) ?? moving.customer
  }

  /** An event that came while the run was on its way to the wait was not handed to it: it is found here. */
  async function resumeOverlooked(waiting: Moving[]): Promise<void> {
    const found = await lookBack(
      history,
      waiting.flatMap(({ run, definition, customer }) => {
        const step = definition.steps[run.stepId]
        return step?.kind === 'waitFor'
          ? [{ customer, names: [awaitedName(step.on)], since: lookBackOf(run) }]
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
    const { moving: all, lost } = await takeUp(runs, events)
    const hands = createHands(deps, token, all)
    const resting = lost.map((run) =>
      failed({ run, before: { ...run } }, new Error('a run has lost its customer or its version')),
    )
    let going = all
    for (let steps = 0; going.length > 0; steps += 1) {
      if (steps === mostStepsAtOnce) {
        for (const moving of going)
          resting.push(failed(moving, new RangeError('a journey turns without waiting')))
        break
      }
      going = await round(going, hands, resting)
    }
    const written = await deps.runs.write(resting, token)
    const ended = resting.flatMap(({ run, as }) =>
      as.kind === 'end' && written.has(run._id) ? [{ ...run, endedAt: as.at, endReason: as.reason }] : [],
    )
    await deps.tell(ended, 'ended')
    const listening = new Set(
      resting.flatMap(({ run, as }) =>
        as.kind === 'rest' && run.listens.length > 0 && written.has(run._id) ? [run._id] : [],
      ),
    )
    await resumeOverlooked(all.filter(({ run }) => listening.has(run._id)))
  }

  return advance
}
