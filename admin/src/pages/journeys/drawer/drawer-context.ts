import type { InjectionKey, Ref } from 'vue'
import { titleOf } from '../graph/step-words.ts'
import { end, type Journey, type Step, stepsOf } from '../graph/written.ts'
import type { Source } from './fields.ts'
import { type Option, optionsOf, type Vocabulary } from './options.ts'

/** What the fields of a drawer may choose from. */
export interface DrawerContext {
  vocabulary: Ref<Vocabulary | undefined>
  journey: Ref<Journey>
  /** The step that is edited, for what depends on its other fields. */
  step: Ref<Step>
  canEdit: Ref<boolean>
}

export const drawerContext: InjectionKey<DrawerContext> = Symbol('drawer')

export const optionsFrom = (source: Source, { vocabulary, journey }: DrawerContext): Option[] =>
  optionsOf(source, vocabulary.value, journey.value)

/** Where a way may lead. */
export function targetsIn(journey: Journey): Option[] {
  const steps = Object.keys(stepsOf(journey)).map((id) => ({ value: id, label: titleOf(journey, id) }))
  return [...steps, { value: end, label: '结束' }]
}
