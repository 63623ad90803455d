import { resolveSegments } from '../../../domain/audience/resolve-segments.ts'
import { DomainError } from '../../../domain/errors.ts'
import { readHint } from '../../../domain/language/hint.ts'
import type { Registry } from '../../../domain/language/registry.ts'
import { type Rule, ruleSchema } from '../../../domain/language/rule.ts'
import { leavesOf } from '../../../domain/language/walk-rule.ts'
import { AdminRefusal } from '../core/refuse.ts'

/** Bits of a pattern are those of an integer. */
const mostConditions = 30

/** What stands at the top of a rule: all of it must hold. */
export interface Condition {
  rule: Rule
  /** The same with static segments resolved. */
  resolved: Rule
  path: (string | number)[]
}

/** A rule as somebody is writing it. @throws AdminRefusal with the place of what cannot be read */
export function parseRule(written: Record<string, unknown>): Rule {
  const read = ruleSchema.safeParse(written)
  if (!read.success) {
    const places = read.error.issues.map(({ path, message }) => {
      const { expected, todo } = readHint(message) ?? { expected: message, todo: '' }
      return [['rule', ...path].join('.'), [expected, todo].filter(Boolean).join('，')]
    })
    throw new AdminRefusal(422, 'segment.invalid', '规则里还有没写完的条件', Object.fromEntries(places))
  }
  return read.data
}

/** The rule of a segment, taken apart. @throws AdminRefusal with the place of what cannot be read or counted */
export function readRule(
  written: Record<string, unknown>,
  registry: Pick<Registry, 'segment'>,
): { rule: Rule; conditions: Condition[] } {
  const rule = parseRule(written)
  for (const { leaf, path } of leavesOf(rule)) {
    if (leaf.kind === 'run') refuse(path, '人群包里不能用流程里的值')
  }
  const tops: { rule: Rule; path: (string | number)[] }[] =
    rule.kind === 'all'
      ? rule.rules.map((inner, at) => ({ rule: inner, path: ['all', at] }))
      : [{ rule, path: [] }]
  if (tops.length > mostConditions) refuse(['all'], `最多 ${mostConditions} 个条件，多的放进一组`)
  try {
    const conditions = tops.map((top) => ({ ...top, resolved: resolveSegments(top.rule, registry.segment) }))
    return { rule, conditions }
  } catch (error) {
    if (error instanceof DomainError && error.code === 'segment.not_found') {
      refuse([], '用到的人群包还没有发布')
    }
    throw error
  }
}

function refuse(path: readonly (string | number)[], sentence: string): never {
  throw new AdminRefusal(422, 'segment.invalid', sentence, { [['rule', ...path].join('.')]: sentence })
}
