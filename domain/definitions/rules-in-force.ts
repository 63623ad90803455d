import { defaultRules, type RulesInForce } from '../language/settings.ts'
import type { Snapshot } from './snapshot.ts'

const known = new WeakMap<object, RulesInForce>()

/** The settings of the company as published under this snapshot, or Kelu's own rules; worked out once for each. */
export function rulesInForce({
  registry,
  versionOf,
}: Pick<Snapshot, 'registry' | 'versionOf'>): RulesInForce {
  const made = known.get(registry)
  if (made !== undefined) return made
  const [settings] = registry.settings
  const rules: RulesInForce =
    settings === undefined
      ? { rules: defaultRules }
      : {
          // What an earlier release did not know of goes by our own.
          rules: { ...defaultRules, ...settings, costs: { ...defaultRules.costs, ...settings.costs } },
          version: versionOf('settings', settings.id) ?? undefined,
        }
  known.set(registry, rules)
  return rules
}
