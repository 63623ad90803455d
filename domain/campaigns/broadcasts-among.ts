import type { DefinitionVersion } from '../../models/definitions.ts'
import { isInUse } from '../definitions/journey-life.ts'
import { keyOf, versionKeyOf } from '../definitions/keys.ts'
import { readVersion, type Snapshot } from '../definitions/snapshot.ts'

/** Which of some flows are 群发, those that are retired included; what was never published is none yet. */
export function createBroadcastsAmong(deps: {
  snapshot: () => Snapshot
  versions: (keys: string[]) => Promise<DefinitionVersion[]>
}) {
  return async function broadcastsAmong(flows: readonly string[]): Promise<ReadonlySet<string>> {
    const snapshot = deps.snapshot()
    const heads = flows.flatMap((id) => snapshot.headOf('journey', id) ?? [])
    const gone = heads.filter((head) => !isInUse(head))
    const past = await deps.versions(gone.map(({ key, number }) => versionKeyOf(key, number)))
    const keys = new Set(flows.map((id) => keyOf('journey', id)))
    const among = [...snapshot.definitions, ...past.map(readVersion)].flatMap((one) =>
      one.kind === 'journey' && one.definition.writtenAs === 'broadcast' ? [one.definition.id] : [],
    )
    return new Set(among.filter((id) => keys.has(keyOf('journey', id))))
  }
}
