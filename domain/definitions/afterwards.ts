import type { AnyDefinition } from '../language/definitions.ts'
import type { Change, NewVersion } from './change.ts'
import type { TogetherFault } from './check-together.ts'
import { keyOf } from './keys.ts'
import type { Snapshot } from './snapshot.ts'

/** What there would be after a change: in use by everybody, and versions only some get. */
export interface Afterwards {
  inUse: AnyDefinition[]
  pilots: AnyDefinition[]
}

export function afterwards(
  { definitions, pilots, headOf }: Snapshot,
  { change, wanted }: { change: Change; wanted: readonly NewVersion[] },
): Afterwards {
  const retired = new Set(change.retire ?? [])
  const inUse = new Map(definitions.map((one) => [keyOfDefinition(one), one]))
  const piloted = new Map(pilots)
  for (const { definition } of wanted) {
    const key = keyOfDefinition(definition)
    if (change.pilot?.[key]?.kind !== 'begin') inUse.set(key, definition)
    else {
      piloted.set(key, definition)
      if (!inUse.has(key)) inUse.set(key, definition)
    }
  }
  for (const [key, { kind }] of Object.entries(change.pilot ?? {})) {
    const definition = piloted.get(key)
    if (kind === 'promote' && definition) inUse.set(key, definition)
    if (kind === 'promote' || kind === 'withdraw') piloted.delete(key)
  }
  for (const [key, definition] of piloted) {
    // A first release that is written anew stays with those it was begun for.
    if (isOwnPilot(headOf, definition)) piloted.set(key, inUse.get(key) ?? definition)
  }
  for (const key of retired) {
    inUse.delete(key)
    piloted.delete(key)
  }
  return { inUse: [...inUse.values()], pilots: [...piloted.values()] }
}

/** What is wrong with all definitions together, whichever of its versions somebody gets. */
export async function faultsTogether(
  { inUse, pilots }: Afterwards,
  check: (all: readonly AnyDefinition[]) => TogetherFault[] | Promise<TogetherFault[]>,
): Promise<TogetherFault[]> {
  const faults = await check(inUse)
  if (pilots.length === 0) return faults
  const piloted = new Map(pilots.map((one) => [keyOfDefinition(one), one]))
  const more = await check(inUse.map((one) => piloted.get(keyOfDefinition(one)) ?? one))
  const known = new Set(faults.map((fault) => JSON.stringify(fault)))
  return [...faults, ...more.filter((fault) => !known.has(JSON.stringify(fault)))]
}

const keyOfDefinition = ({ kind, definition }: AnyDefinition): string => keyOf(kind, definition.id)

function isOwnPilot(headOf: Snapshot['headOf'], { kind, definition }: AnyDefinition): boolean {
  const head = headOf(kind, definition.id)
  return head?.pilot !== undefined && head.pilot.number === head.number
}
