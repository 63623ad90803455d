import type { Moving } from '../../../../domain/definitions/plan-moves.ts'
import type { JourneyDefinition } from '../../../../domain/language/journey.ts'
import type { StepMap } from '../../../../models/definitions.ts'
import { AdminRefusal } from '../../core/refuse.ts'
import type { DefinitionsGround } from '../ground.ts'

export interface MoveWish {
  /** Old step to new step; `end` = whoever stands there leaves, null = they stay. */
  map: Readonly<Record<string, string | null>>
  stay: boolean
}

/**
 * Who of other versions goes on where in `next`, as it was wished.
 * @throws AdminRefusal for a step that is on no version with people
 */
export async function peopleToMove(
  given: { next: JourneyDefinition; from: (number: number) => boolean; wish: MoveWish },
  { foresight }: Pick<DefinitionsGround, 'foresight'>,
): Promise<{ moving: Moving[]; moves: StepMap[] }> {
  const { next, from, wish } = given
  const wished = Object.entries(wish.map)
  const named = new Map(wished.filter((each): each is [string, string] => each[1] !== null))
  const staying = new Set(wished.filter(([, to]) => to === null).map(([step]) => step))
  const { moving, moves, unknown } = await foresight.moving({ next, from, named })
  if (unknown.length > 0) {
    const places = Object.fromEntries(unknown.map((step) => [`map.${step}`, '没有人的版本里有这一步']))
    throw new AdminRefusal(422, 'moves.unknown', `没有人停在这些步骤上：${unknown.join('、')}`, places)
  }
  if (wish.stay) return { moving: moving.map((each) => ({ ...each, to: null })), moves: [] }
  return {
    moving: moving.map((each) => (staying.has(each.stepId) ? { ...each, to: null } : each)),
    moves: moves.map(({ from: version, steps }) => ({
      from: version,
      steps: Object.fromEntries(Object.entries(steps).filter(([step]) => !staying.has(step))),
    })),
  }
}

/** The same into a pilot that begins: whoever stands at a step nobody named stays. */
export async function peopleToPilot(
  { next, wish }: { next: JourneyDefinition; wish: MoveWish },
  ground: Pick<DefinitionsGround, 'foresight'>,
): Promise<{ moving: Moving[]; moves: StepMap[] }> {
  const all = await peopleToMove({ next, from: () => true, wish }, ground)
  const isNamed = (stepId: string): boolean => (wish.map[stepId] ?? null) !== null
  return {
    moving: all.moving.map((each) => (isNamed(each.stepId) ? each : { ...each, to: null })),
    moves: all.moves
      .map(({ from, steps }) => ({
        from,
        steps: Object.fromEntries(Object.entries(steps).filter(([stepId]) => isNamed(stepId))),
      }))
      .filter(({ steps }) => Object.keys(steps).length > 0),
  }
}
