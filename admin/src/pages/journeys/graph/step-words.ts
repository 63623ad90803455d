import type { AnswerOf } from '../../../api/operations.ts'
import type { PlainFault } from '../faults/plain-faults.ts'
import { kindTable, lookOf } from './kind-table.ts'
import { inOrder } from './order.ts'
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

interface Told {
  faults: readonly PlainFault[]
  sentences: Record<string, string>
  journey: Journey
}

/** The two lines of a step: what it is called, and what is wrong with it, else what it does. */
export function linesOf(id: string, { faults, sentences, journey }: Told): { title: string; second: string } {
  const [fault] = faultsAt(id, faults)
  const wrong = fault?.short
  if (id === entry) {
    const [occasion = '', ...rest] = sentences.entry?.split('；') ?? []
    const title = occasion.replace(/^客户/, '').replace(/时?开始$/, '') || titleOf(journey, entry)
    return { title, second: wrong ?? (rest.join('；') || '还没有写') }
  }
  const step = stepsOf(journey)[id]
  const said = sentences[`steps.${id}`]?.split('；')[0]
  return { title: titleOf(journey, id), second: wrong ?? said ?? lookOf(step ? kindOf(step) : null).label }
}

/** Faults at a step; those of nobody's step are at the entry, where the flow as a whole is set. */
export function faultsAt<F extends Fault>(id: string, faults: readonly F[]): F[] {
  return faults.filter(({ stepId }) => (id === entry ? stepId === null : stepId === id))
}

/** Steps with faults, in the order people walk them. */
export function faultyIn(journey: Journey, faults: readonly Fault[]): string[] {
  return inOrder(journey).filter((id) => faultsAt(id, faults).length > 0)
}
