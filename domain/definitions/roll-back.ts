import type { DefinitionStore } from '../../models/definitions.ts'
import { historyOf } from './history.ts'
import { keyOf, partsOf, versionKeyOf } from './keys.ts'
import type { NewVersion } from './publish.ts'
import { readVersion, type Snapshot } from './snapshot.ts'

/** Going back from one version to what an older one says. */
export interface RollBack {
  from: number
  to: number
  /** Published as a new version: those in between stay what they are. */
  version: NewVersion
}

/** Why there is nothing to go back to. */
export type NoRollBack = 'unknown' | 'noOlder' | 'noSuchVersion' | 'inUse'

/**
 * What publishing brings back the version `wanted`, by default the newest older one that was ever in use.
 */
export async function planRollBack(
  { key, wanted }: { key: string; wanted?: number },
  { headOf, versionOf }: Pick<Snapshot, 'headOf' | 'versionOf'>,
  store: Pick<DefinitionStore, 'versions' | 'versionsOf' | 'changesOf'>,
): Promise<RollBack | NoRollBack> {
  const { kind, id } = partsOf(key)
  const head = headOf(kind, id)
  if (head === null) return 'unknown'
  const to = wanted ?? (await usedBefore(key, head.number, store))
  if (to === undefined) return 'noOlder'
  if (to === head.number && versionOf(kind, id) !== null) return 'inUse'
  const [stored] = await store.versions([versionKeyOf(keyOf(kind, id), to)])
  if (stored === undefined) return 'noSuchVersion'
  return {
    from: head.number,
    to,
    version: { definition: readVersion(stored), text: stored.text ?? undefined },
  }
}

async function usedBefore(
  key: string,
  present: number,
  store: Pick<DefinitionStore, 'versionsOf' | 'changesOf'>,
): Promise<number | undefined> {
  const { versions } = await historyOf(key, store)
  return versions.find(({ number, published }) => number < present && published.length > 0)?.number
}
