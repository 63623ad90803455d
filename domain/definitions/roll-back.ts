import type { DefinitionStore, StepMap } from '../../models/definitions.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import type { NewVersion } from './change.ts'
import { historyOf } from './history.ts'
import { partsOf, versionKeyOf } from './keys.ts'
import { reverseMoves } from './plan-moves.ts'
import { readVersion, type Snapshot } from './snapshot.ts'

/** Going back from one version to what an older one says. */
export interface RollBack {
  from: number
  to: number
  /** Published as a new version: those in between stay what they are. */
  version: NewVersion
  /** The way back of those who were moved when `from` was published; none when nobody was. */
  moves: StepMap[]
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
  const stored = await store.versions([to, head.number].map((number) => versionKeyOf(key, number)))
  const older = stored.find(({ number }) => number === to)
  if (older === undefined) return 'noSuchVersion'
  const newer = stored.find(({ number }) => number === head.number)
  const definition = readVersion(older)
  const back = newer && wayBack(await store.changesOf(key), readVersion(newer), definition, [head.number, to])
  return {
    from: head.number,
    to,
    version: { definition, text: older.text ?? undefined },
    moves: back ? [back] : [],
  }
}

function wayBack(
  newestFirst: Awaited<ReturnType<DefinitionStore['changesOf']>>,
  newer: AnyDefinition,
  older: AnyDefinition,
  [from, to]: [number, number],
): StepMap | null {
  if (newer.kind !== 'journey' || older.kind !== 'journey') return null
  return reverseMoves(
    newestFirst.toReversed(),
    { number: from, definition: newer.definition },
    { number: to, definition: older.definition },
  )
}

async function usedBefore(
  key: string,
  present: number,
  store: Pick<DefinitionStore, 'versionsOf' | 'changesOf'>,
): Promise<number | undefined> {
  const { versions } = await historyOf(key, store)
  return versions.find(({ number, published }) => number < present && published.length > 0)?.number
}
