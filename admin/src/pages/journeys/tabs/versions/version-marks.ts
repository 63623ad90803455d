import { figure } from '../../../../design/numbers.ts'
import { shortened } from '../../graph/change-words.ts'
import type { Difference } from '../../graph/diff.ts'
import { nameOf, waysOf } from '../../graph/ways.ts'
import { entry, stepsOf } from '../../graph/written.ts'
import type { StepMark, WayMark } from '../figures/marks.ts'
import type { Place } from './choices.ts'

/** A difference on the picture: only what changed has colour; people are those who stand there now. */
export function marksOfDifference(
  { changes, journey, come, gone }: Difference,
  places: readonly Place[],
): { steps: Record<string, StepMark>; ways: Record<string, WayMark> } {
  const people = new Map(places.map((place) => [place.stepId, place.people]))
  const steps = [entry, ...Object.keys(stepsOf(journey))].map((id): [string, StepMark] => {
    const [change] = changes.filter(({ at }) => at === id)
    const there = people.get(id)
    const badge: Pick<StepMark, 'badge'> = there
      ? { badge: { text: figure(there, '人'), tone: 'people' } }
      : {}
    switch (change?.kind) {
      case 'added':
        return [id, { diff: 'added', badge: { text: '新增', tone: 'added' } }]
      case 'removed':
        return [id, { diff: 'removed', badge: { text: '去掉', tone: 'removed' }, ...badge }]
      case 'changed':
        return [id, { diff: 'changed', change: shortened(change), ...badge }]
      default:
        return [id, { diff: 'same', ...badge }]
    }
  })
  const removed = changes.filter(({ kind }) => kind === 'removed').map(({ at }) => at)
  const left = removed.flatMap((id) => waysOf(id, stepsOf(journey)[id] ?? {}))
  return {
    steps: Object.fromEntries(steps),
    ways: Object.fromEntries([
      ...come.map((name) => [name, { diff: 'added' }] as const),
      ...[...gone, ...left].map((way) => [nameOf(way), { diff: 'removed' }] as const),
    ]),
  }
}
