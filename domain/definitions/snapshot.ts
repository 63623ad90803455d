import type { DefinitionVersion, Head, Publication } from '../../models/definitions.ts'
import { renamedTraits } from '../customers/traits/table.ts'
import { type AnyDefinition, type DefinitionKind, groupDefinitions } from '../language/definitions.ts'
import { createRegistry, type Registry } from '../language/registry.ts'
import type { Rule } from '../language/rule.ts'
import { isInUse } from './journey-life.ts'
import { keyOf, partsOf, versionKeyOf } from './keys.ts'

/** What a live segment said before its rule was changed, until everybody is looked at. */
export interface FormerSegment {
  rule: Rule
  publication: number
  tell: boolean
}

/** Everything that is published under one number. Never changes: a process swaps it whole for the next. */
export interface Snapshot {
  /** Of its publication; 0 = nothing was ever published. */
  number: number
  /** All definitions there ever were. */
  heads: readonly Head[]
  /** Since when no marketing is sent at all; null while it may be. */
  marketingHeldSince: Date | null
  /** Those in use. */
  definitions: readonly AnyDefinition[]
  /** Versions that only some people get, by `journey:<id>`. */
  pilots: ReadonlyMap<string, AnyDefinition>
  /** Live segments whose rule was changed, as they were before, by id. */
  formerSegments: ReadonlyMap<string, FormerSegment>
  registry: Registry
  /** How a definition was left; null when there never was one. */
  headOf(kind: DefinitionKind, id: string): Head | null
  /** The version in use, as `<id>@<number>`; null when there is none. */
  versionOf(kind: DefinitionKind, id: string): string | null
}

/** What this publication says of definitions; before the first there are none. */
export function takeSnapshot(
  publication: Pick<Publication, '_id' | 'heads' | 'marketingHeldSince'> | null,
  versions: ReadonlyMap<string, AnyDefinition>,
): Snapshot {
  const heads = publication?.heads ?? []
  const live = heads.filter(isInUse)
  const definitions = live.flatMap((head) => versions.get(versionKeyOf(head.key, head.number)) ?? [])
  const pilots = live.flatMap(({ key, pilot }) => {
    const definition = pilot && versions.get(versionKeyOf(key, pilot.number))
    return definition ? [[key, definition] as const] : []
  })
  const byKey = new Map(heads.map((head) => [head.key, head]))
  return {
    number: publication?._id ?? 0,
    heads,
    marketingHeldSince: publication?.marketingHeldSince ?? null,
    definitions,
    pilots: new Map(pilots),
    formerSegments: new Map(live.flatMap((head) => formerOf(head, versions))),
    registry: createRegistry(groupDefinitions(definitions)),
    headOf: (kind, id) => byKey.get(keyOf(kind, id)) ?? null,
    versionOf(kind, id) {
      const head = byKey.get(keyOf(kind, id))
      return head && isInUse(head) ? `${id}@${head.number}` : null
    },
  }
}

/** Ids of all versions a snapshot needs. */
export function versionsFor(heads: readonly Head[]): string[] {
  const ids = heads
    .filter(isInUse)
    .flatMap(({ key, number, pilot, unsettled }) =>
      [number, pilot?.number ?? number, unsettled?.from ?? number].map((each) => versionKeyOf(key, each)),
    )
  return [...new Set(ids)]
}

function formerOf(
  { key, unsettled }: Head,
  versions: ReadonlyMap<string, AnyDefinition>,
): [string, FormerSegment][] {
  if (!unsettled) return []
  const { from, publication, tell } = unsettled
  const before = versions.get(versionKeyOf(key, from))
  if (before?.kind !== 'segment') return []
  return [[before.definition.id, { rule: before.definition.rule, publication, tell }]]
}

/** What a stored version says. */
export function readVersion({
  key,
  definition,
}: Pick<DefinitionVersion, 'key' | 'definition'>): AnyDefinition {
  return { kind: partsOf(key).kind, definition: JSON.parse(inPresentNames(definition)) } as AnyDefinition
}

const earlierNames = new RegExp(`\\b(${Object.keys(renamedTraits).join('|')})\\b`, 'g')

/** Versions stored by an earlier release go on, whatever traits are called by now. New texts must use the present names. */
function inPresentNames(definition: string): string {
  return definition.replace(earlierNames, (name) => renamedTraits[name] ?? name)
}
