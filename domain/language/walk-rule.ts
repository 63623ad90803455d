import type { Rule } from './rule.ts'

export type RuleLeaf = Exclude<Rule, { kind: 'all' | 'any' | 'not' }>

/** Every leaf of a rule, left to right, with its path in the written form. */
export function* leavesOf(
  rule: Rule,
  path: (string | number)[] = [],
): Generator<{
  leaf: RuleLeaf
  path: (string | number)[]
}> {
  switch (rule.kind) {
    case 'all':
    case 'any':
      for (const [at, inner] of rule.rules.entries()) yield* leavesOf(inner, [...path, rule.kind, at])
      return
    case 'not':
      yield* leavesOf(rule.rule, [...path, 'not'])
      return
    default:
      yield { leaf: rule, path }
  }
}

/** The same tree with each leaf replaced by what `change` gives for it. */
export function mapLeaves(rule: Rule, change: (leaf: RuleLeaf) => Rule): Rule {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return { kind: rule.kind, rules: rule.rules.map((inner) => mapLeaves(inner, change)) }
    case 'not':
      return { kind: 'not', rule: mapLeaves(rule.rule, change) }
    default:
      return change(rule)
  }
}
