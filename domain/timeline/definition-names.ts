import { keyOf, versionKeyOf } from '../definitions/keys.ts'
import type { Published } from '../definitions/published.ts'
import type { DefinitionKind } from '../language/definitions.ts'

/** What a definition is called, or was when it was last in use; by its id where nobody ever published one. */
export function createDefinitionNames(published: Pick<Published, 'snapshot' | 'version'>) {
  async function nameOf(kind: DefinitionKind, id: string): Promise<string> {
    const snapshot = published.snapshot()
    const used = snapshot.definitions.find((each) => each.kind === kind && each.definition.id === id)
    if (used) return used.definition.name
    const head = snapshot.headOf(kind, id)
    if (head === null) return id
    return (await published.version(kind, versionKeyOf(id, head.number)))?.name ?? id
  }

  /** Names for these, to be asked without waiting. */
  return async function namesFor(
    wanted: readonly { kind: DefinitionKind; id: string }[],
  ): Promise<(kind: DefinitionKind, id: string) => string> {
    const keys = new Map(wanted.map(({ kind, id }) => [keyOf(kind, id), { kind, id }]))
    const names = new Map<string, string>()
    for (const [key, { kind, id }] of keys) names.set(key, await nameOf(kind, id))
    return (kind, id) => names.get(keyOf(kind, id)) ?? id
  }
}
