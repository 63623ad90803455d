import { type Structure, structureOf, writeInto } from '../definitions/written-text.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { END } from '../language/names.ts'
import { waysOf } from '../language/step.ts'
import { putAt } from './put-at.ts'
import type { WaitOfArms } from './waits-of-arms.ts'

/** A journey with the next test in it. */
export interface NextTest {
  text: string
  /** The step of the second arm, as yet a copy of what won: it is to be changed. */
  stepId: string
}

type Steps = Record<string, Structure>

/**
 * The text of a journey whose split gives way to a new one: half get what won, half a copy of its first step, which is to be
 * changed, with the next wait in it where that is what won. What only the other arms led to goes. It is another split, so that
 * nobody of the finished test is in the next. Null where the text has no such split, or the arm that won does nothing.
 */
export function nextTest(
  text: string,
  definition: JourneyDefinition,
  { place, winner, wait }: { place: string; winner: string; wait: WaitOfArms | null },
): NextTest | null {
  const written = structureOf(text)
  const steps = written?.steps as Steps | undefined
  const [split, won] = [steps?.[place], steps?.[winner]]
  if (!written || !steps || split === undefined || won === undefined || winner === END) return null
  const splitId = freeId(steps, place)
  const stepId = freeId(steps, winner)
  const stays = reachedWithout(definition, place, winner)
  const changed = (wait && wait.proposedMs !== null && wait.put(won, wait.proposedMs)) || won
  const next = Object.entries(steps).flatMap(([id, step]): [string, Structure][] => {
    if (!stays.has(id)) return []
    if (id === place) return [[splitId, newSplit(split, [winner, stepId])]]
    const led = ledTo(step, definition, id, { from: place, to: splitId })
    return id === winner
      ? [
          [id, led],
          [stepId, { ...changed, ...newName(won) }],
        ]
      : [[id, led]]
  })
  return { text: writeInto(text, { ...written, steps: Object.fromEntries(next) }), stepId }
}

const newSplit = (split: Structure, [first, second]: [string, string]): Structure => ({
  ...split,
  split: [
    { share: 50, to: first },
    { share: 50, to: second },
  ],
})

const longestTitle = 60
const newName = ({ name }: Structure): Structure => ({
  name: typeof name === 'string' ? `${name.slice(0, longestTitle - 6)}（新试法）` : '新试法',
})

/** `which-2`; of a name as long as can be its end gives way. */
function freeId(steps: Steps, base: string): string {
  const stem = base.replace(/-\d+$/, '').slice(0, 44)
  for (let n = 2; ; n += 1) {
    const id = `${stem}-${n}`
    if (!(id in steps)) return id
  }
}

/** Steps people come to when the split leads to what won alone. */
function reachedWithout({ first, steps }: JourneyDefinition, place: string, winner: string): Set<string> {
  const reached = new Set([first])
  for (const id of reached) {
    const step = steps[id]
    if (step === undefined) continue
    for (const to of id === place ? [winner] : waysOf(step).map((way) => way.to))
      if (to !== END) reached.add(to)
  }
  return reached
}

/** A written step with all ways to one step led to another. */
function ledTo(
  step: Structure,
  { steps }: JourneyDefinition,
  id: string,
  { from, to }: { from: string; to: string },
): Structure {
  const read = steps[id]
  const ways = read ? waysOf(read).filter((way) => way.to === from) : []
  return ways.reduce((led, { path }) => putAt(led, path, to) as Structure, step)
}
