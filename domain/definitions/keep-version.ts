import { createHash } from 'node:crypto'
import type { DefinitionStore, DefinitionVersion } from '../../models/definitions.ts'
import type { Clock } from '../clock.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import type { Change, NewVersion } from './change.ts'
import { keyOf, versionKeyOf } from './keys.ts'

/** Writes a version down, which does nothing by itself; the newest one there is when that says the same. */
export async function keepVersion(
  { definition, text }: NewVersion,
  { origin, by }: Pick<Change, 'origin' | 'by'>,
  { store, clock }: { store: Pick<DefinitionStore, 'newestVersion' | 'insertVersion'>; clock: Clock },
): Promise<DefinitionVersion> {
  const key = keyOf(definition.kind, definition.definition.id)
  const json = JSON.stringify(definition.definition)
  const hash = hashOf(definition)
  for (;;) {
    const newest = await store.newestVersion(key)
    // Made for a test walk, by a publisher that died, or that lost the number.
    if (newest?.hash === hash) return newest
    const number = (newest?.number ?? 0) + 1
    const _id = versionKeyOf(key, number)
    const version = { _id, key, number, hash, definition: json, text, origin, by, madeAt: clock.now() }
    if (await store.insertVersion(version)) return version
  }
}

/** Tells versions of one definition apart. */
export function hashOf({ definition }: AnyDefinition): string {
  return createHash('sha256').update(JSON.stringify(definition)).digest('hex')
}
