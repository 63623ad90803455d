import type { RuleInForce } from '../customers/preferences/preferences-of.ts'
import type { Snapshot } from './snapshot.ts'

/** The rules of preferences published under this snapshot, by code point of their ids. */
export function preferenceRulesInForce({
  registry,
  versionOf,
}: Pick<Snapshot, 'registry' | 'versionOf'>): RuleInForce[] {
  return registry.preferenceRules
    .map((rule) => ({ rule, version: versionOf('preferenceRule', rule.id) ?? rule.id }))
    .sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1))
}
