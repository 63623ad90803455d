import type { StepMap } from '../../models/definitions.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { END } from '../language/names.ts'
import type { TogetherFault } from './check-together.ts'
import { keyOf, versionKeyOf } from './keys.ts'

/** Who is moved to the version that will be in use, by journey key. */
export type Moves = Readonly<Record<string, readonly StepMap[]>>

/**
 * Why people cannot be moved so: a version, or a step of either version, that is not there. `all` are those people go on in: the
 * one in use, or a pilot that begins.
 */
export async function checkMoves(
  moves: Moves,
  all: readonly AnyDefinition[],
  version: (versionId: string) => Promise<AnyDefinition | null>,
): Promise<TogetherFault[]> {
  const faults: TogetherFault[] = []
  for (const [key, maps] of Object.entries(moves)) {
    if (maps.length === 0) continue
    const next = all.find(({ kind, definition }) => keyOf(kind, definition.id) === key)
    if (next?.kind !== 'journey') {
      faults.push({ key, path: '', expected: '正在用的流程，才能把人移过去', todo: '检查流程的名称' })
      continue
    }
    for (const map of maps) {
      const left = await version(versionKeyOf(key, map.from))
      if (left?.kind === 'journey') faults.push(...faultsOf(key, map, left.definition, next.definition))
      else faults.push({ key, path: '', expected: `做过的版本（没有 @${map.from}）`, todo: '检查版本号' })
    }
  }
  return faults
}

function faultsOf(
  key: string,
  { from, steps }: StepMap,
  left: JourneyDefinition,
  next: JourneyDefinition,
): TogetherFault[] {
  return Object.entries(steps).flatMap(([step, to]): TogetherFault[] => {
    if (!(step in left.steps)) {
      const expected = `@${from} 里有的步骤（没有 ${step}）`
      return [{ key, path: `steps.${step}`, expected, todo: '检查步骤的名称' }]
    }
    if (to in next.steps || to === END) return []
    const expected = `新版本里有的步骤（没有 ${to}）`
    return [
      { key, path: `steps.${step}`, expected, todo: '改成新版本里的步骤，或不写，让这一步的人留在原版本' },
    ]
  })
}
