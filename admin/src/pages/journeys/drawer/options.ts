import type { AnswerOf } from '../../../api/operations.ts'
import { titleOf } from '../graph/step-words.ts'
import { at, type Journey, kindOf, stepsOf } from '../graph/written.ts'
import type { Source } from './fields.ts'

export type Vocabulary = AnswerOf<'get', '/vocabulary'>

export interface Option {
  value: string
  label: string
}

/** What a field may choose from. */
export function optionsOf(source: Source, known: Vocabulary | undefined, journey: Journey): Option[] {
  const named = (all: readonly { id: string; name: string }[] = []): Option[] =>
    all.map(({ id, name }) => ({ value: id, label: name }))
  const propsOf = (event: unknown, type: string): Option[] =>
    (known?.events.find(({ name }) => name === event)?.props ?? [])
      .filter((prop) => prop.type === type)
      .map(({ name, label }) => ({ value: name, label }))
  switch (source) {
    case 'messages':
      return named(known?.messages)
    case 'segments':
      return named(known?.segments)
    case 'liveSegments':
      return named(known?.segments.filter(({ isLive }) => isLive))
    case 'batches':
      return named(known?.batches)
    case 'receivers':
      return named(known?.receivers)
    case 'events':
      return (known?.events ?? []).map(({ name, label }) => ({ value: name, label }))
    case 'dates':
      return (known?.fields ?? [])
        .filter(({ type }) => type === 'date' || type === 'monthDay')
        .map(({ name, label }) => ({ value: name, label }))
    case 'festivals':
      return (known?.festivals ?? []).map((name) => ({ value: name, label: name }))
    case 'sends':
      return Object.entries(stepsOf(journey))
        .filter(([, step]) => kindOf(step) === 'send')
        .map(([id]) => ({ value: id, label: titleOf(journey, id) }))
    case 'entryProps':
      return propsOf(at(journey, ['entry', 'event']), 'text')
    case 'goalProps':
      return propsOf(at(journey, ['goal', 'event']), 'number')
  }
}
