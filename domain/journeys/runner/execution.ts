import type { Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import type { Run } from '../../../models/run.ts'
import type { JourneyDefinition } from '../../language/journey.ts'

/** A run in our hands, between taking it and giving it back. */
export interface Execution {
  run: Run
  /** The run as last stored. */
  before: Run
  definition: JourneyDefinition
  customer: Customer
  /** Events known without asking the store: the one that resumed it. */
  events: KeluEvent[]
  /** Stands elsewhere than the store says. */
  moved: boolean
}

const keptUsed = 20

/** Takes the run to a step. Time passes in a wait, so what is looked back on begins anew after one. */
export function arrive(execution: Execution, stepId: string, now: Date, because?: KeluEvent): void {
  const { run, definition } = execution
  const left = definition.steps[run.stepId]
  const visit = (run.visits[stepId] ?? 0) + 1
  if (left?.kind === 'wait' || left?.kind === 'waitFor') run.lookFrom = now
  run.stepId = stepId
  run.visit = visit
  run.visits = { ...run.visits, [stepId]: visit }
  run.enteredStepAt = now
  run.failures = 0
  run.listens = []
  if (because !== undefined) run.used = [...run.used, because._id].slice(-keptUsed)
  execution.events = []
  execution.moved = true
}

/** The key of everything the run does at this visit of this step. */
export function effectKey(run: Pick<Run, '_id' | 'stepId' | 'visit'>): string {
  return `${run._id}:${run.stepId}:${run.visit}`
}
