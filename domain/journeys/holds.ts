import type { Head } from '../../models/definitions.ts'
import { isParked } from '../definitions/journey-life.ts'
import type { EntryDefinition } from '../language/entry.ts'
import type { JourneyDefinition, StepDefinition } from '../language/journey.ts'
import type { Definable, Registry } from '../language/registry.ts'
import type { Rule } from '../language/rule.ts'
import { batchesIn, couponRulesIn } from '../language/steps/coupon.ts'
import { awaitedIn } from '../language/steps/wait-for.ts'
import { leavesOf } from '../language/walk-rule.ts'

interface HoldsDeps {
  registry: Pick<Registry, 'has'>
  headOf: (kind: 'journey', id: string) => Pick<Head, 'state'> | null
}

/** Why people on a paused journey stand still. */
export const paused = 'paused'

export type Holds = ReturnType<typeof createHolds>

/**
 * Who must not go on: everybody on a paused journey, and whoever stands at a step that needs a definition there is not. They
 * are neither ended nor tried again and again: once nothing holds them, they go on from where they are.
 */
export function createHolds({ registry, headOf }: HoldsDeps) {
  const missing = (needed: Needed[]): string | null => {
    const lack = needed.find(([kind, id]) => !registry.has(kind, id))
    return lack === undefined ? null : `no ${lack[0]} ${lack[1]}`
  }

  const pausedAt = (journeyId: string): string | null => {
    const head = headOf('journey', journeyId)
    return head !== null && isParked(head) ? paused : null
  }

  return {
    /** Why people at this step are held; null when they are not. */
    atStep: (definition: JourneyDefinition, stepId: string): string | null =>
      pausedAt(definition.id) ?? missing(neededBy(definition.steps[stepId])),
    /** Why nobody enters; null when people may: the way must be free before anybody is sent on it. */
    atEntry: (definition: JourneyDefinition): string | null => missing(neededIn(definition)),
  }
}

/** Everything a journey leans on. */
export function neededIn({ entry, steps }: JourneyDefinition): Needed[] {
  return [...neededToEnter(entry), ...Object.values(steps).flatMap(neededBy)]
}

type Needed = [kind: Definable, id: string]

function neededToEnter(entry: EntryDefinition): Needed[] {
  const of: Needed[] = entry.kind === 'segment' ? [['segment', entry.segment]] : []
  return entry.when === undefined ? of : [...of, ...segmentsIn(entry.when)]
}

function neededBy(step: StepDefinition | undefined): Needed[] {
  switch (step?.kind) {
    case 'send':
      return [['message', step.message]]
    case 'coupon':
      return [
        ...batchesIn(step).map(({ batch }): Needed => ['batch', batch]),
        ...couponRulesIn(step).flatMap(({ when }) => segmentsIn(when)),
      ]
    case 'branch':
      return step.cases.flatMap(({ when }) => segmentsIn(when))
    case 'waitFor':
      return awaitedIn(step).flatMap(({ on }): Needed[] =>
        on.kind === 'segment' ? [['segment', on.segment]] : [],
      )
    default:
      return []
  }
}

function segmentsIn(rule: Rule): Needed[] {
  return [...leavesOf(rule)].flatMap(({ leaf }): Needed[] =>
    leaf.kind === 'segment' ? [['segment', leaf.segment]] : [],
  )
}
