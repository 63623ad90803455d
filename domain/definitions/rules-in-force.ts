import { defaultRules, type RulesInForce } from '../language/settings.ts'
import type { Snapshot } from './snapshot.ts'

/** The settings of the company as published under this snapshot, or Kelu's own rules. */
export function rulesInForce({
  registry,
  versionOf,
}: Pick<Snapshot, 'registry' | 'versionOf'>): RulesInForce {
  const [settings] = registry.settings
  if (settings === undefined) return { rules: defaultRules }
  // What an earlier release did not know of goes by our own.
  return { rules: { ...defaultRules, ...settings }, version: versionOf('settings', settings.id) ?? undefined }
}
