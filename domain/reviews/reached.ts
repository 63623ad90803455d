import type { Change } from '../definitions/change.ts'
import { keyOf } from '../definitions/keys.ts'
import { saysTheSame } from '../definitions/publish.ts'
import type { Snapshot } from '../definitions/snapshot.ts'
import type { Enterable } from '../journeys/catalog.ts'

/** A version more people get, and who of them: without a side it is everybody. */
export type Reached = Pick<Enterable, 'definition' | 'side'>

/**
 * Versions of journeys that more people get by a change, by key: what is published, a pilot that begins, is widened or goes to
 * everybody, and whoever is let in at once. What only takes people back is not in it.
 */
export function reachedBy(
  { publish = [], pilot = {}, present = [] }: Pick<Change, 'publish' | 'pilot' | 'present'>,
  snapshot: Pick<Snapshot, 'definitions' | 'pilots' | 'headOf'>,
): Map<string, Reached> {
  const reached = new Map<string, Reached>()
  for (const { definition: one } of publish) {
    if (one.kind !== 'journey' || saysTheSame(one, snapshot)) continue
    const key = keyOf('journey', one.definition.id)
    const deed = pilot[key]
    const side = deed?.kind === 'begin' ? { pilot: deed.audience, inside: true } : undefined
    reached.set(key, { definition: one.definition, side })
  }
  for (const [key, deed] of Object.entries(pilot)) {
    const piloted = snapshot.pilots.get(key)
    if (piloted?.kind !== 'journey') continue
    const { definition } = piloted
    if (deed.kind === 'widen') reached.set(key, { definition, side: { pilot: deed.audience, inside: true } })
    if (deed.kind === 'promote') reached.set(key, { definition })
  }
  for (const key of present) {
    if (!reached.has(key)) {
      const now = inUse(key, snapshot)
      if (now) reached.set(key, now)
    }
  }
  return reached
}

/** What people who are let in at once would get: the pilot where there is one. */
function inUse(
  key: string,
  { definitions, pilots, headOf }: Pick<Snapshot, 'definitions' | 'pilots' | 'headOf'>,
): Reached | null {
  const live = definitions.find((one) => keyOf(one.kind, one.definition.id) === key)
  const piloted = pilots.get(key)
  if (piloted?.kind === 'journey') {
    const pilot = headOf('journey', piloted.definition.id)?.pilot
    return { definition: piloted.definition, side: pilot && { pilot, inside: true } }
  }
  return live?.kind === 'journey' ? { definition: live.definition } : null
}
