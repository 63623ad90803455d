import type { AnswerOf } from '../../../api/operations.ts'
import { kindTable, lookOf } from './kind-table.ts'
import { end, entry, type Journey, kindOf, stepsOf } from './written.ts'

export type Fault = NonNullable<AnswerOf<'get', '/definitions/{kind}/{id}'>['draft']>['faults'][number]

/** What a step is called. */
export function titleOf(journey: Journey, id: string): string {
  if (id === entry) return '触发条件'
  if (id === end) return '结束'
  const step = stepsOf(journey)[id]
  if (typeof step?.name === 'string' && step.name) return step.name
  const kind = step ? kindOf(step) : null
  return kind ? kindTable[kind].label : id
}

/** The second line of a step: what is wrong with it, else what it does. */
export function secondLine(
  id: string,
  given: { faults: readonly Fault[]; sentences: Record<string, string>; journey: Journey },
): string {
  const [fault] = faultsAt(id, given.faults)
  if (fault) return fault.expected.length > 18 ? fault.sentence : `应为${fault.expected}`
  const said = given.sentences[id === entry ? 'entry' : `steps.${id}`]
  const step = stepsOf(given.journey)[id]
  return said?.split('；')[0] ?? lookOf(step ? kindOf(step) : null).label
}

/** Faults at a step; those of nobody's step are at the entry, where the flow as a whole is set. */
export function faultsAt(id: string, faults: readonly Fault[]): Fault[] {
  return faults.filter(({ stepId }) => (id === entry ? stepId === null : stepId === id))
}

/** Steps with faults, in the order they are written. */
export function faultyIn(journey: Journey, faults: readonly Fault[]): string[] {
  return [entry, ...Object.keys(stepsOf(journey))].filter((id) => faultsAt(id, faults).length > 0)
}
