import { defaultRules, type RulesInForce } from '../language/settings.ts'
import type { Snapshot } from './snapshot.ts'

/** The settings of the company as published under this snapshot, or Kelu's own rules. */
export function rulesInForce({
  registry,
  versionOf,
}: Pick<Snapshot, 'registry' | 'versionOf'>): RulesInForce {
  const [settings] = registry.settings
  if (settings === undefined) return { rules: defaultRules }
  return { rules: settings, version: versionOf('settings', settings.id) ?? undefined }
}
