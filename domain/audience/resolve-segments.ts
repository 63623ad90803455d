import type { Rule } from '../language/rule.ts'
import type { SegmentDefinition } from '../language/segment.ts'
import { mapLeaves } from '../language/walk-rule.ts'

/**
 * Puts the rule of each static segment in the place of its name; live ones stay, because their membership is kept on the
 * customer. Definitions that lead back to themselves are refused when they are read.
 */
export function resolveSegments(rule: Rule, segment: (id: string) => SegmentDefinition): Rule {
  return mapLeaves(rule, (leaf) => {
    if (leaf.kind !== 'segment') return leaf
    const definition = segment(leaf.segment)
    return definition.kind === 'live' ? leaf : resolveSegments(definition.rule, segment)
  })
}
