import type { Rule } from '../language/rule.ts'
import { describe, type OwnNames } from './describe.ts'

/** A part of the sentence of a rule; one with a path stands for the condition there. */
export interface RulePart {
  text: string
  /** In the written form: `all.1`. */
  path?: (string | number)[]
}

/** The sentence of `describe`, cut into the conditions it is made of. Pure. */
export function describeParts(rule: Rule, names: OwnNames = {}, path: (string | number)[] = []): RulePart[] {
  switch (rule.kind) {
    case 'all':
    case 'any': {
      const word = rule.kind === 'all' ? '，且' : '，或'
      const isAlone = rule.rules.length === 1
      return rule.rules.flatMap((inner, at) => {
        const parts = describeParts(inner, names, [...path, rule.kind, at])
        const isGroup = inner.kind === 'all' || inner.kind === 'any'
        const said = isGroup && !isAlone ? [{ text: '（' }, ...parts, { text: '）' }] : parts
        return at === 0 ? said : [{ text: word }, ...said]
      })
    }
    case 'not':
      if (rule.rule.kind === 'all' || rule.rule.kind === 'any') {
        return [
          { text: '不满足（', path },
          ...describeParts(rule.rule, names, [...path, 'not']),
          { text: '）' },
        ]
      }
      return [{ text: describe(rule, names), path }]
    default:
      return [{ text: describe(rule, names), path }]
  }
}
