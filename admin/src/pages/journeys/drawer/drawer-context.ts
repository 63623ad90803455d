import type { InjectionKey, Ref } from 'vue'
import type { AnswerOf } from '../../../api/operations.ts'
import { titleOf } from '../graph/step-words.ts'
import { at, end, type Journey, kindOf, type Step, stepsOf } from '../graph/written.ts'
import type { Source } from './fields.ts'

export type Vocabulary = AnswerOf<'get', '/vocabulary'>

export interface Option {
  value: string
  label: string
}

/** What the fields of a drawer may choose from. */
export interface DrawerContext {
  vocabulary: Ref<Vocabulary | undefined>
  journey: Ref<Journey>
  /** The step that is edited, for what depends on its other fields. */
  step: Ref<Step>
  canEdit: Ref<boolean>
}

export const drawerContext: InjectionKey<DrawerContext> = Symbol('drawer')

export function optionsFrom(source: Source, { vocabulary, journey }: DrawerContext): Option[] {
  const known = vocabulary.value
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
    case 'events':
      return (known?.events ?? []).map(({ name, label }) => ({ value: name, label }))
    case 'dates':
      return (known?.fields ?? [])
        .filter(({ type }) => type === 'date' || type === 'monthDay')
        .map(({ name, label }) => ({ value: name, label }))
    case 'festivals':
      return (known?.festivals ?? []).map((name) => ({ value: name, label: name }))
    case 'sends':
      return Object.entries(stepsOf(journey.value))
        .filter(([, step]) => kindOf(step) === 'send')
        .map(([id]) => ({ value: id, label: titleOf(journey.value, id) }))
    case 'entryProps':
      return propsOf(at(journey.value, ['entry', 'event']), 'text')
    case 'goalProps':
      return propsOf(at(journey.value, ['goal', 'event']), 'number')
  }
}

/** Where a way may lead. */
export function targetsIn(journey: Journey): Option[] {
  const steps = Object.keys(stepsOf(journey)).map((id) => ({ value: id, label: titleOf(journey, id) }))
  return [...steps, { value: end, label: '结束' }]
}
