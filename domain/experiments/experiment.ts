import type { DefinitionNames } from '../definitions/sentences/names.ts'
import { describeStep } from '../definitions/sentences/steps.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import { END } from '../language/names.ts'
import type { SplitStep } from '../language/steps/split.ts'

/** Stands where a step or an arm is named: no step is called so. */
export const holdoutPlace = '_holdout'
export const holdoutArm = '_holdout'
export const treatedArm = '_treated'

export interface Arm {
  id: string
  /** A, B, … in the order of the split; 对照 and 照走 of a hold-out. */
  letter: string
  name: string
}

/** How people are dealt by one version, in percent; who is held out beside it. */
export interface Dealing {
  shares: Readonly<Record<string, number>>
  /** Percent of all who enter. */
  holdout: number
  /** Until when after the entry the goal counts. */
  windowMs: number
}

/** A split of a journey, or its hold-out, through all versions that had it. */
export interface Experiment {
  journeyId: string
  /** Id of the split, or `holdoutPlace`. */
  place: string
  name: string
  journeyName: string
  writtenAs?: 'broadcast'
  owner?: string
  /** The version they are read from: the last that had it. */
  number: number
  /** What is compared, what the others are compared with first. */
  arms: readonly Arm[]
  /** Null where the journey says no goal: then nothing can be compared. */
  goal: { event: string; windowMs: number } | null
  /** By version id, those alone by which people were dealt to two arms at least. */
  dealings: ReadonlyMap<string, Dealing>
}

/** One version of a journey. */
export interface JourneyVersion {
  versionId: string
  number: number
  definition: JourneyDefinition
}

/** Every split and hold-out these versions of one journey ever had, in the order of its steps; oldest version first. */
export function experimentsIn(versions: readonly JourneyVersion[], names: DefinitionNames): Experiment[] {
  const places = new Set(
    versions
      .toReversed()
      .flatMap(({ definition }) => [
        ...Object.entries(definition.steps).flatMap(([id, { kind }]) => (kind === 'split' ? [id] : [])),
        ...(definition.holdout > 0 ? [holdoutPlace] : []),
      ]),
  )
  return [...places].flatMap((place) => experimentAt(place, versions, names) ?? [])
}

function experimentAt(
  place: string,
  versions: readonly JourneyVersion[],
  names: DefinitionNames,
): Experiment | null {
  const dealings = new Map(
    versions.flatMap(({ versionId, definition }) => {
      const dealing = dealingOf(place, definition)
      return dealing ? [[versionId, dealing] as const] : []
    }),
  )
  const last = versions.findLast(({ definition }) => isThere(place, definition))
  if (last === undefined) return null
  const { definition, number } = last
  const { goal } = definition
  const step = definition.steps[place]
  const everDealt = new Set([...dealings.values()].flatMap(({ shares }) => Object.keys(shares)))
  return {
    journeyId: definition.id,
    place,
    name: place === holdoutPlace ? '发和不发' : (step?.name ?? '分流'),
    journeyName: definition.name,
    writtenAs: definition.writtenAs,
    owner: definition.owner,
    number,
    arms: place === holdoutPlace ? holdoutArms : armsOf(place, definition, everDealt, names),
    goal: goal ? { event: goal.event, windowMs: goal.withinMs } : null,
    dealings,
  }
}

const isThere = (place: string, { holdout, steps }: JourneyDefinition): boolean =>
  place === holdoutPlace ? holdout > 0 : steps[place]?.kind === 'split'

function dealingOf(place: string, definition: JourneyDefinition): Dealing | null {
  const { holdout, goal } = definition
  const windowMs = goal?.withinMs ?? 0
  if (place === holdoutPlace) {
    if (holdout === 0) return null
    return { shares: { [holdoutArm]: holdout, [treatedArm]: 100 - holdout }, holdout, windowMs }
  }
  const step = definition.steps[place]
  if (step?.kind !== 'split') return null
  const shares: Record<string, number> = {}
  for (const { to, share } of step.shares) shares[to] = (shares[to] ?? 0) + share
  return Object.values(shares).filter((share) => share > 0).length < 2 ? null : { shares, holdout, windowMs }
}

const holdoutArms: readonly Arm[] = [
  { id: holdoutArm, letter: '—', name: '空白对照组' },
  { id: treatedArm, letter: '发', name: '照流程走的人' },
]

/** As the last version says them; after them those only an earlier one had. */
function armsOf(
  place: string,
  definition: JourneyDefinition,
  everDealt: ReadonlySet<string>,
  names: DefinitionNames,
): Arm[] {
  const ways = (definition.steps[place] as SplitStep).shares.map(({ to }) => to)
  return [...new Set([...ways, ...everDealt])].map((id, at) => ({
    id,
    letter: String.fromCharCode(65 + at),
    name: nameOf(id, definition, names),
  }))
}

function nameOf(id: string, { steps }: JourneyDefinition, names: DefinitionNames): string {
  const step = steps[id]
  if (id === END) return '直接结束'
  if (step === undefined) return id
  return step.name ?? describeStep(step, { steps, names })
}
