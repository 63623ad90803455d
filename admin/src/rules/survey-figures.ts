import type { AnswerOf } from '../api/operations.ts'
import type { SentencePart } from '../design/parts/SentenceText.vue'
import type { ConditionFigures } from './rule-context.ts'
import { keyOf } from './tree.ts'

export type Survey = AnswerOf<'post', '/segments-survey'>
type Path = (string | number)[]

/** Where a condition stands in the tree that is shown: a negated one by its entry, a single one as the first of a group. */
export function entryKey(path: Path): string {
  const entry = path.at(-1) === 'not' ? path.slice(0, -1) : path
  return entry.length === 0 ? 'all.0' : keyOf(entry)
}

/** What each condition costs, by its place. */
export function figuresOf({ steps, leaves, base, isExact }: Survey): Map<string, ConditionFigures> {
  const figures = new Map<string, ConditionFigures>()
  const known = (key: string): ConditionFigures => figures.get(key) ?? { base, isExact }
  for (const { path, people } of leaves) {
    const key = entryKey(path)
    const alone = path.at(-1) === 'not' ? base - people : people
    figures.set(key, { ...known(key), alone })
  }
  for (const { path, left, lost } of steps) {
    // All of it at once costs what the whole costs: each of its parts says what it is alone.
    if (path.length === 0 && leaves.length > 1) continue
    const key = entryKey(path)
    figures.set(key, { ...known(key), left, lost })
  }
  return figures
}

/** The sentence, each part opening its condition. */
export function sentenceOf({ sentence }: Pick<Survey, 'sentence'>): SentencePart[] {
  return sentence.map(({ text, path }) => (path === null ? { text } : { text, key: entryKey(path) }))
}

/** What is wrong with the rule, by its place in the tree. */
export function ruleFaults(faults: readonly { path: string; sentence: string }[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const { path, sentence } of faults) {
    if (path !== 'rule' && !path.startsWith('rule.')) continue
    const parts = path.split('.').slice(1)
    const isGroup = parts[0] === 'all' || parts[0] === 'any'
    const key = (isGroup ? parts : ['all', '0', ...parts]).join('.')
    if (!found.has(key)) found.set(key, sentence)
  }
  return found
}
