import type { DefinitionStore } from '../../models/definitions.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import type { NewVersion } from './change.ts'
import { isInUse } from './journey-life.ts'
import { hashOf } from './keep-version.ts'
import { keyOf, versionKeyOf } from './keys.ts'
import type { Snapshot } from './snapshot.ts'

/** What a start does about definitions that stand in files. */
export interface Seed {
  publish: NewVersion[]
  /** Keys of files that say what an older version says: another process may be about to publish, or somebody went back. */
  older: string[]
  /** Keys of files that say something else than what was changed or retired on the page since. */
  conflicts: string[]
}

/**
 * Files are where definitions begin, and how teams that keep them in git change them. A file never undoes what was done
 * elsewhere: what a missing file defined goes on, and only what was last published from a file is replaced by one.
 */
export async function planSeed(
  files: readonly { one: AnyDefinition; text: string }[],
  { heads }: Pick<Snapshot, 'heads'>,
  store: Pick<DefinitionStore, 'versions' | 'hasVersionLike'>,
): Promise<Seed> {
  const known = new Map(heads.map((head) => [head.key, head]))
  const inUse = await store.versions(heads.map(({ key, number }) => versionKeyOf(key, number)))
  const byKey = new Map(inUse.map((version) => [version.key, version]))
  const pilots = await store.versions(
    heads.flatMap(({ key, pilot }) => (pilot ? [versionKeyOf(key, pilot.number)] : [])),
  )
  const piloted = new Set(pilots.map(({ key, hash }) => `${key} ${hash}`))
  const seed: Seed = { publish: [], older: [], conflicts: [] }
  for (const { one, text } of files) {
    const key = keyOf(one.kind, one.definition.id)
    const head = known.get(key)
    const current = byKey.get(key)
    const hash = hashOf(one)
    if (head && isInUse(head) && current?.hash === hash) continue
    if (head?.pilot && piloted.has(`${key} ${hash}`)) continue
    // Later versions than the one in use were made by a publisher that did not get there.
    if (head && (await store.hasVersionLike(key, hash, head.number))) seed.older.push(key)
    else if ((head && !isInUse(head)) || current?.origin === 'page') seed.conflicts.push(key)
    else seed.publish.push({ definition: one, text })
  }
  return seed
}
