import type { DefinitionKind } from '../language/definitions.ts'

/** `<kind>:<id>`: a definition, whatever its version. */
export function keyOf(kind: DefinitionKind, id: string): string {
  return `${kind}:${id}`
}

/** The kind and id a key is made of. */
export function partsOf(key: string): { kind: DefinitionKind; id: string } {
  const at = key.indexOf(':')
  return { kind: key.slice(0, at) as DefinitionKind, id: key.slice(at + 1) }
}

/** `<kind>:<id>@<number>`: one version. */
export function versionKeyOf(key: string, number: number): string {
  return `${key}@${number}`
}
