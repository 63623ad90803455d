import type { JourneyHead, JourneyStore } from '../../models/journeys.ts'
import type { ExitDefinition, JourneyDefinition } from '../language/journey.ts'
import type { Holds } from './holds.ts'
import { awaitedName } from './planner/wait-for.ts'

/** A journey new runs can enter. */
export interface Enterable {
  head: JourneyHead
  versionId: string
  definition: JourneyDefinition
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

/** Published versions in memory. Versions never change; which one is current is read again every `freshMs` (real time). */
export function createCatalog(store: JourneyStore, holds: Holds, freshMs = 2_000) {
  const versions = new Map<string, JourneyDefinition>()
  let snapshot: Promise<Snapshot> | null = null
  let readAt = 0

  async function read(): Promise<Snapshot> {
    const [heads, ids] = [await store.heads(), await store.versionIds()]
    const unknown = ids.map(({ _id }) => _id).filter((id) => !versions.has(id))
    for (const version of unknown.length > 0 ? await store.versions(unknown) : []) {
      versions.set(version._id, JSON.parse(version.definition) as JourneyDefinition)
    }
    return takeSnapshot(new Map(versions), heads, holds)
  }

  function refresh(): Promise<Snapshot> {
    readAt = performance.now()
    const reading = read()
    snapshot = reading
    reading.catch(() => {
      if (snapshot === reading) snapshot = null
    })
    return reading
  }

  return {
    refresh,
    current(): Promise<Snapshot> {
      return snapshot !== null && performance.now() - readAt < freshMs ? snapshot : refresh()
    },
    /** Null for a version nobody published. */
    async definition(versionId: string): Promise<JourneyDefinition | null> {
      return versions.get(versionId) ?? (await refresh()).versions.get(versionId) ?? null
    },
  }
}

function takeSnapshot(
  versions: Map<string, JourneyDefinition>,
  heads: JourneyHead[],
  holds: Holds,
): Snapshot {
  const enterable = heads.flatMap((head): Enterable[] => {
    const definition = versions.get(head.currentVersionId)
    return head.state === 'live' && definition !== undefined && holds.atEntry(definition) === null
      ? [{ head, versionId: head.currentVersionId, definition }]
      : []
  })
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
      if (step.kind === 'waitFor') interest(awaitedName(step.on)).waits = true
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
