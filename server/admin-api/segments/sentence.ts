import type { OwnNames } from '../../../domain/audience/describe.ts'
import { describeParts } from '../../../domain/audience/sentence-parts.ts'
import type { Rule } from '../../../domain/language/rule.ts'

/** A rule in words, each part with the place of its condition. */
export const presentSentence = (rule: Rule, names: OwnNames) =>
  describeParts(rule, names).map(({ text, path }) => ({ text, path: path ?? null }))
