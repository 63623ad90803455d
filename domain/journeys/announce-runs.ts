import type { KeluEvent } from '../../models/event.ts'
import type { Run, Untold } from '../../models/run.ts'
import type { RunStore } from '../../models/runs.ts'
import type { Customers, NewEvent } from '../customers/contract.ts'

export type AnnounceRuns = (runs: Run[], what: Untold) => Promise<void>

/** Tells what happened to runs as events. Their ids come from the run, so telling twice is hearing once. */
export function createAnnounceRuns(deps: { customers: Customers; runs: RunStore }): AnnounceRuns {
  return async (runs, what) => {
    if (runs.length === 0) return
    const events = runs.map((run) => eventOf(run, what))
    if (events.length === 1) await deps.customers.hear(events[0] as NewEvent)
    else {
      await deps.customers.accept(events)
      await deps.customers.process(events.map(({ _id }) => _id))
    }
    await deps.runs.told(
      runs.map((run) => run._id),
      what,
    )
  }
}

function eventOf(run: Run, what: Untold): NewEvent {
  const { journeyId, versionId, _id: runId } = run
  const base = { customerId: run.customerId, source: 'journeys' }
  const props: KeluEvent['props'] = { journeyId, versionId, runId }
  switch (what) {
    case 'entered':
      return {
        ...base,
        _id: `journey:${runId}:entered`,
        name: 'journey.entered',
        at: run.startedAt,
        props: { ...props, holdout: run.holdout },
      }
    case 'goal':
      return {
        ...base,
        _id: `journey:${runId}:goal`,
        name: 'journey.goal_met',
        at: run.goalMetAt ?? run.startedAt,
        props: { ...props, valueFen: run.goalValueFen },
      }
    case 'ended':
      return {
        ...base,
        _id: `journey:${runId}:ended`,
        name: 'journey.ended',
        at: run.endedAt ?? run.startedAt,
        props: { ...props, stepId: run.stepId, reason: run.endReason ?? '' },
      }
  }
}
