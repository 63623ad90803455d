import type { RunStore } from '../../models/runs.ts'
import type { Clock } from '../clock.ts'
import { isInUse } from '../definitions/journey-life.ts'
import type { ExitDefinition, JourneyDefinition } from '../language/journey.ts'
import type { Holds } from './holds.ts'
import { entrancesOf, type PilotSide } from './pilot-audience.ts'
import { awaitedNames } from './planner/wait-for.ts'
import type { PublishedJourneys } from './published-journeys.ts'

/** A journey new runs can enter. */
export interface Enterable {
  versionId: string
  definition: JourneyDefinition
  /** What time alone began before this begins nothing: it was published for the first time, or for these people, then. */
  since: Date
  /** While there is a pilot: who enters this version. */
  side?: PilotSide
}

/** What the journeys of a catalogue do with an event name. */
export interface Interest {
  exits: boolean
  waits: boolean
  /** The longest goal window, ms; 0 = no goal counts it. */
  goalWithinMs: number
  /** Journeys this event may start. */
  entries: Enterable[]
}

export interface Snapshot {
  /** Every version that may still have runs. */
  versions: ReadonlyMap<string, JourneyDefinition>
  enterable: readonly Enterable[]
  interestIn(eventName: string): Interest
}

export type Catalog = ReturnType<typeof createCatalog>

interface CatalogDeps {
  published: PublishedJourneys
  runs: Pick<RunStore, 'anyOpenOn'>
  holds: Holds
  clock: Clock
}

/** Real time between two looks for replaced versions that nobody is on any more. */
const lookAgainMs = 10 * 60_000
const journeyKey = /^journey:(.+)$/

interface Replaced {
  definition: JourneyDefinition
  /** Real time since when it is known to be replaced. */
  since: number
}

/**
 * The published journeys in memory: those new runs enter, and replaced versions while somebody is on them or their goals
 * count. A process that is behind may still start a run on a version just replaced, so that one is kept for a while too.
 */
export function createCatalog({ published, runs, holds, clock }: CatalogDeps) {
  let replaced = new Map<string, Replaced>()
  /** Replaced versions nobody is on; nobody will be. */
  const gone = new Set<string>()
  let built: { of: object | null; live: ReadonlyMap<string, JourneyDefinition>; snapshot: Snapshot } | null =
    null
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | null = null

  async function isOpen(versionId: string, { goal }: JourneyDefinition): Promise<boolean> {
    return runs.anyOpenOn(versionId, new Date(clock.now().getTime() - (goal?.withinMs ?? 0)))
  }

  /** Which replaced versions are still needed; those in use are `live`. */
  async function look(live: ReadonlyMap<string, unknown>): Promise<void> {
    const now = performance.now()
    const numbers = await published.numbersOf(published.snapshot().heads.map(({ key }) => key))
    const next = new Map<string, Replaced>()
    for (const { versionId, isLatest } of versionsIn(numbers, live)) {
      if (gone.has(versionId)) continue
      const known = replaced.get(versionId)
      const isFresh = known === undefined ? isLatest : now - known.since < lookAgainMs
      const definition = known?.definition ?? (await published.version('journey', versionId))
      if (definition !== null && (isFresh || (await isOpen(versionId, definition)))) {
        next.set(versionId, { definition, since: known?.since ?? now })
      } else gone.add(versionId)
    }
    replaced = next
    lookedAt = performance.now()
    if (built) built.of = null
  }

  /** Somebody walks a version that is not in use: what they wait for must be heard of. */
  function remember(versionId: string, definition: JourneyDefinition): void {
    gone.delete(versionId)
    replaced.set(versionId, { definition, since: performance.now() })
    if (built) built.of = null
  }

  function build(): Snapshot {
    const of = published.snapshot()
    const live = liveIn(of)
    // Whoever is on what this replaces stays on it.
    for (const [versionId, definition] of built?.live ?? []) {
      if (!live.has(versionId)) replaced.set(versionId, { definition, since: performance.now() })
    }
    for (const versionId of live.keys()) replaced.delete(versionId)
    const others = [...replaced].map(([versionId, { definition }]) => [versionId, definition] as const)
    const snapshot = takeSnapshot(new Map([...live, ...others]), entriesOf(of, live), holds)
    built = { of, live, snapshot }
    return snapshot
  }

  return {
    async current(): Promise<Snapshot> {
      if (performance.now() - lookedAt > lookAgainMs) {
        looking ??= look(liveIn(published.snapshot())).finally(() => {
          looking = null
        })
        await looking
      }
      return built?.of === published.snapshot() ? built.snapshot : build()
    },
    /** Null for a version nobody published. */
    async definition(versionId: string): Promise<JourneyDefinition | null> {
      const known = built?.snapshot.versions.get(versionId)
      if (known !== undefined) return known
      const found = await published.version('journey', versionId)
      if (found !== null) remember(versionId, found)
      return found
    },
  }
}

type PublishedSnapshot = ReturnType<PublishedJourneys['snapshot']>

/** Versions in use, those only some get among them, by `<id>@<number>`. */
function liveIn({ heads, registry, pilots }: PublishedSnapshot): Map<string, JourneyDefinition> {
  return new Map(
    heads.flatMap(({ key, number, state, pilot }) => {
      const id = journeyKey.exec(key)?.[1]
      if (id === undefined || !isInUse({ state })) return []
      const piloted = pilots.get(key)
      const live = [`${id}@${number}`, registry.journey(id)] as const
      return pilot && piloted?.kind === 'journey'
        ? [live, [`${id}@${pilot.number}`, piloted.definition] as const]
        : [live]
    }),
  )
}

/** Replaced versions of journeys; of each journey one is the latest. */
function versionsIn(
  numbers: readonly { key: string; number: number }[],
  live: ReadonlyMap<string, unknown>,
): { versionId: string; isLatest: boolean }[] {
  const latest = new Map<string, number>()
  const found = numbers.flatMap(({ key, number }) => {
    const id = journeyKey.exec(key)?.[1]
    if (id === undefined || live.has(`${id}@${number}`)) return []
    latest.set(id, Math.max(number, latest.get(id) ?? 0))
    return [{ id, number }]
  })
  return found.map(({ id, number }) => ({
    versionId: `${id}@${number}`,
    isLatest: latest.get(id) === number,
  }))
}

/** Journeys people may enter; of one with a pilot both versions, each for its side. */
function entriesOf({ heads }: PublishedSnapshot, live: ReadonlyMap<string, JourneyDefinition>): Enterable[] {
  return heads.flatMap((head) => {
    const id = journeyKey.exec(head.key)?.[1]
    if (id === undefined || head.state !== 'live') return []
    return entrancesOf(head).flatMap(({ number, ...more }): Enterable[] => {
      const definition = live.get(`${id}@${number}`)
      return definition ? [{ versionId: `${id}@${number}`, definition, ...more }] : []
    })
  })
}

function takeSnapshot(
  versions: Map<string, JourneyDefinition>,
  current: readonly Enterable[],
  holds: Holds,
): Snapshot {
  const enterable = current.filter(({ definition }) => holds.atEntry(definition) === null)
  const interests = new Map<string, Interest>()
  const interest = (name: string): Interest => {
    let known = interests.get(name)
    if (known === undefined) {
      known = { exits: false, waits: false, goalWithinMs: 0, entries: [] }
      interests.set(name, known)
    }
    return known
  }
  for (const definition of versions.values()) {
    for (const exit of definition.exit) interest(exitName(exit)).exits = true
    for (const step of Object.values(definition.steps)) {
      if (step.kind !== 'waitFor') continue
      for (const name of awaitedNames(step)) interest(name).waits = true
    }
    if (definition.goal !== undefined) {
      const counted = interest(definition.goal.event)
      counted.goalWithinMs = Math.max(counted.goalWithinMs, definition.goal.withinMs)
    }
  }
  for (const one of enterable) {
    const { entry } = one.definition
    if (entry.kind === 'event') interest(entry.event).entries.push(one)
    if (entry.kind === 'segment') interest('segment.entered').entries.push(one)
  }
  return { versions, enterable, interestIn: (name) => interests.get(name) ?? nobodyCares }
}

const nobodyCares: Interest = { exits: false, waits: false, goalWithinMs: 0, entries: [] }

export function exitName(exit: ExitDefinition): string {
  return exit.kind === 'event' ? exit.event : `segment.${exit.change}`
}
