import type { InjectionKey, Ref } from 'vue'
import type { LeafKind } from './leaf-kinds.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What is known of a condition beside what it says. */
export interface ConditionFigures {
  /** How many are left after it, of those at the top of the tree. */
  left?: number
  lost?: number
  /** How many meet it alone. */
  alone?: number
  /** Of how many: the widest bar. */
  base: number
  isExact: boolean
}

/** What every part of one tree shares. */
export interface RuleContext {
  vocabulary: Ref<Vocabulary>
  canEdit: Ref<boolean>
  /** Conditions that may be added. */
  kinds: readonly LeafKind[]
  /** Place of the condition that is lit. */
  open: Ref<string | undefined>
  choose(key: string): void
  /** Of the condition there, as an element of the page. */
  idOf(key: string): string
  figures(key: string): ConditionFigures | undefined
  /** What is wrong there, in one sentence. */
  fault(key: string): string | undefined
}

export const ruleContext: InjectionKey<RuleContext> = Symbol('rule')
