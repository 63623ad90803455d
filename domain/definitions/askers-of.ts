import { type Asked, askedIn } from '../language/conditions-in.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import type { PropRule } from '../language/prop-rule.ts'

/** Something kept of customers that conditions may ask about. */
export interface Subject {
  traits: readonly string[]
  isTag(name: string): boolean
}

/** Those that ask about it, by themselves or through a segment that does. */
export function askersOf(subject: Subject, all: readonly AnyDefinition[]): AnyDefinition[] {
  const segments = new Set<string>()
  const askers = new Set<AnyDefinition>()
  const asks = (asked: Asked): boolean =>
    asked.kind === 'segment' ? segments.has(asked.segment) : isAbout(asked, subject)
  for (let before = -1; before !== askers.size; ) {
    before = askers.size
    for (const one of all) {
      if (askers.has(one) || !askedIn(one).some(asks)) continue
      askers.add(one)
      if (one.kind === 'segment') segments.add(one.definition.id)
    }
  }
  return all.filter((one) => askers.has(one))
}

function isAbout(asked: Exclude<Asked, { kind: 'segment' }>, { traits, isTag }: Subject): boolean {
  switch (asked.kind) {
    case 'trait':
    case 'date':
      return traits.includes(asked.trait)
    case 'tag':
      return isTag(asked.tag)
    case 'event':
      if (asked.event === 'customer.trait_changed')
        return mayBe(asked.where, 'trait', (name) => traits.includes(name))
      if (asked.event === 'customer.tag_added' || asked.event === 'customer.tag_removed')
        return mayBe(asked.where, 'tag', isTag)
      return false
    default:
      return false
  }
}

/** Whether an event may be one whose prop has such a value: unless the condition names others only. */
function mayBe(where: PropRule | undefined, prop: string, isMeant: (name: string) => boolean): boolean {
  const named = where === undefined ? [] : namedIn(where, prop)
  return named.length === 0 || named.some(isMeant)
}

function namedIn(rule: PropRule, prop: string): string[] {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return rule.rules.flatMap((inner) => namedIn(inner, prop))
    case 'not':
      return namedIn(rule.rule, prop)
    case 'anyItem':
      return []
    case 'prop':
      if (rule.prop !== prop) return []
      return rule.tests.flatMap((test) =>
        test.op === 'is' || test.op === 'isNot'
          ? [String(test.value)]
          : test.op === 'in'
            ? test.values.map(String)
            : [],
      )
  }
}
