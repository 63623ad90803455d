import type { SegmentDefinition } from '../language/segment.ts'
import type { NewVersion } from './change.ts'
import { keyOf } from './keys.ts'
import type { Snapshot } from './snapshot.ts'

/** Keys of live segments that are in use by another rule than these say. */
export function changedRules(
  { definitions }: Pick<Snapshot, 'definitions'>,
  wanted: readonly NewVersion[],
): string[] {
  const live = new Map<string, SegmentDefinition>()
  for (const one of definitions) {
    if (one.kind === 'segment' && one.definition.kind === 'live') live.set(one.definition.id, one.definition)
  }
  return wanted.flatMap(({ definition: { kind, definition } }) => {
    if (kind !== 'segment' || definition.kind !== 'live') return []
    const before = live.get(definition.id)
    const isSame = before === undefined || JSON.stringify(before.rule) === JSON.stringify(definition.rule)
    return isSame ? [] : [keyOf(kind, definition.id)]
  })
}
