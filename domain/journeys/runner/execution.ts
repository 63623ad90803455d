import type { Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'
import type { Run } from '../../../models/run.ts'
import type { JourneyDefinition } from '../../language/journey.ts'
import { runValuesAsked } from '../../language/run-values.ts'
import { chosenHere } from '../planner/situation.ts'
import { propsKept, wordsOf } from '../run-values.ts'

/** A run in our hands, between taking it and giving it back. */
export interface Execution {
  run: Run
  /** The run as last stored. */
  before: Run
  definition: JourneyDefinition
  customer: Customer
  /** Events known without asking the store: the one that resumed it. */
  events: KeluEvent[]
  /** Stands elsewhere than the store says, or has decided what the store does not say. */
  moved: boolean
}

const keptUsed = 20

/** Takes the run to a step. Time passes in a wait, so what is looked back on begins anew after one. */
export function arrive(execution: Execution, stepId: string, now: Date, because?: KeluEvent): void {
  const { run, definition } = execution
  const left = definition.steps[run.stepId]
  const visit = (run.visits[stepId] ?? 0) + 1
  if (left?.kind === 'wait' || left?.kind === 'waitFor') run.lookFrom = now
  if (left?.kind === 'waitFor') keepAnswer(execution, because)
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

/** The event that ended a wait, for conditions and messages that follow; what an earlier one left is gone. */
function keepAnswer({ run, definition }: Execution, because: KeluEvent | undefined): void {
  const { answer: _earlier, ...vars } = run.vars
  if (because !== undefined) run.vars = { ...vars, answer: wordsOf(because) }
  else if (_earlier !== undefined) run.vars = vars
  const { answer } = runValuesAsked(definition)
  if (because !== undefined && answer.length > 0) run.answer = propsKept(because, answer)
  else if (run.answer !== undefined) run.answer = {}
}

/** Keeps the arm of the split the run stands at, for later visits and later runs of the same person. */
export function keepArm({ run }: Execution, arm: string): void {
  if (run.arms?.[run.stepId] !== arm) run.arms = { ...run.arms, [run.stepId]: arm }
}

/** Keeps what the visit decided, so that it is stored before anything is done by it. */
export function choose(execution: Execution, value: string): void {
  const { run } = execution
  if (chosenHere(run) === value) return
  run.chosen = { stepId: run.stepId, visit: run.visit, value }
  execution.moved = true
}

/** The key of everything the run does at this visit of this step. */
export function effectKey(run: Pick<Run, '_id' | 'stepId' | 'visit'>): string {
  return `${run._id}:${run.stepId}:${run.visit}`
}
