import type { StepMap } from '../../models/definitions.ts'
import type { JourneyDefinition } from '../language/journey.ts'

/** People at one step of one version of a journey. */
export interface Standing {
  number: number
  stepId: string
  people: number
}

/** The same, with the step of the new version they go on at; `end` = they leave, null = they stay on theirs, to its end. */
export interface Moving extends Standing {
  to: string | null
}

/**
 * Where people on their way go on in another version: at the step of the same name, unless another was named. `unknown` are
 * names that no version with people on it has.
 */
export function planMoves(given: {
  standings: readonly Standing[]
  /** Those people are on, by number. */
  versions: ReadonlyMap<number, JourneyDefinition>
  next: JourneyDefinition
  /** Old step to new step. */
  named: ReadonlyMap<string, string>
}): { moving: Moving[]; moves: StepMap[]; unknown: string[] } {
  const { standings, versions, next, named } = given
  const moves = [...versions].map(([from, left]): StepMap => {
    const steps = Object.keys(left.steps).flatMap((stepId) => {
      const to = named.get(stepId) ?? (stepId in next.steps ? stepId : undefined)
      return to === undefined ? [] : [[stepId, to] as const]
    })
    return { from, steps: Object.fromEntries(steps) }
  })
  const known = new Set([...versions.values()].flatMap(({ steps }) => Object.keys(steps)))
  return {
    moving: standings.map((standing) => {
      const map = moves.find(({ from }) => from === standing.number)
      return { ...standing, to: map?.steps[standing.stepId] ?? null }
    }),
    moves,
    unknown: [...named.keys()].filter((stepId) => !known.has(stepId)),
  }
}

/** What publications did, the earliest first. */
interface Moved {
  to?: number
  moves?: readonly StepMap[]
}

/**
 * The way back of people who were moved from version `to` to version `from`: to the step they came from, of several to the one of
 * the same name or else the first; who came to a step nobody was moved to, to the step of the same name. Null when nobody was
 * moved from the one to the other.
 */
export function reverseMoves(
  changes: readonly Moved[],
  from: { number: number; definition: JourneyDefinition },
  to: { number: number; definition: JourneyDefinition },
): StepMap | null {
  const forth = forthTo(changes, from.number, to)
  if (forth === null) return null
  const steps = Object.keys(from.definition.steps).flatMap((stepId) => {
    const origins = Object.keys(forth).filter((origin) => forth[origin] === stepId)
    const back = origins.includes(stepId) ? stepId : origins[0]
    if (back !== undefined) return [[stepId, back] as const]
    return stepId in to.definition.steps ? [[stepId, stepId] as const] : []
  })
  return { from: from.number, steps: Object.fromEntries(steps) }
}

/** Where each step of the version people came from led, over all versions in between. */
function forthTo(
  changes: readonly Moved[],
  number: number,
  { number: origin, definition }: { number: number; definition: JourneyDefinition },
): Record<string, string> | null {
  let at = origin
  let led = Object.fromEntries(Object.keys(definition.steps).map((stepId) => [stepId, stepId]))
  for (const { to, moves } of changes) {
    const map = moves?.find(({ from }) => from === at)
    const next = map?.to ?? to
    if (map === undefined || next === undefined) continue
    led = Object.fromEntries(
      Object.entries(led).flatMap(([stepId, over]) => {
        const on = map.steps[over]
        return on === undefined ? [] : [[stepId, on] as const]
      }),
    )
    at = next
    if (at === number) return led
  }
  return null
}
