import { keyOf, versionKeyOf } from '../definitions/keys.ts'
import type { Snapshot } from '../definitions/snapshot.ts'
import { takeSnapshot } from '../definitions/snapshot.ts'
import type { PublishedJourneys } from '../journeys/published-journeys.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import type { PublishedMessages } from '../outreach/published-messages.ts'

/** One version of a journey, as it would run. */
export interface JourneyVersion {
  definition: JourneyDefinition
  number: number
}

export type StagePublication = Omit<PublishedJourneys & PublishedMessages, 'snapshot'> & {
  snapshot(): Snapshot
}

/**
 * What would be published if this journey were the only one: everything else as it is in use, by its version. `others` stand
 * in for what is in use, as drafts do that are to be published together with it.
 */
export function stagePublication(
  inUse: Pick<Snapshot, 'definitions' | 'headOf'>,
  journey: JourneyVersion,
  { since, others = [] }: { since: Date; others?: readonly AnyDefinition[] },
): StagePublication {
  const replaced = new Set(others.map(({ kind, definition }) => keyOf(kind, definition.id)))
  const kept = inUse.definitions.filter(
    ({ kind, definition }) => kind !== 'journey' && !replaced.has(keyOf(kind, definition.id)),
  )
  const segments = segmentsBehind(journey.definition, [...kept, ...others])
  const isNeeded = ({ kind, definition }: AnyDefinition) => kind !== 'segment' || segments.has(definition.id)
  const all: { one: AnyDefinition; number: number }[] = [
    ...kept
      .filter(isNeeded)
      .map((one) => ({ one, number: inUse.headOf(one.kind, one.definition.id)?.number ?? 1 })),
    ...others
      .filter((one) => one.kind !== 'journey' && isNeeded(one))
      .map((one) => ({ one, number: (inUse.headOf(one.kind, one.definition.id)?.number ?? 0) + 1 })),
    { one: { kind: 'journey', definition: journey.definition }, number: journey.number },
  ]
  const heads = all.map(({ one, number }) => ({
    key: keyOf(one.kind, one.definition.id),
    number,
    state: 'live' as const,
    since,
  }))
  const versions = new Map(
    all.map(({ one, number }) => [versionKeyOf(keyOf(one.kind, one.definition.id), number), one]),
  )
  const snapshot = takeSnapshot({ _id: 1, heads }, versions)
  return {
    registry: snapshot.registry,
    snapshot: () => snapshot,
    async version(kind: 'journey' | 'message', versionId: string) {
      // The id begins with the kind.
      return (versions.get(keyOf(kind, versionId))?.definition ?? null) as never
    },
    numbersOf: async (keys) =>
      heads.filter(({ key }) => keys.includes(key)).map(({ key, number }) => ({ key, number })),
  }
}

/**
 * The segments a journey leans on, also by other segments. Read off the text, so that whatever names a segment is found; who
 * listens to segments as such leans on all of them.
 */
function segmentsBehind(journey: JourneyDefinition, all: readonly AnyDefinition[]): Set<string> {
  const segments = all.flatMap((one) => (one.kind === 'segment' ? [one.definition] : []))
  const needed = new Set<string>()
  const read = (text: string): void => {
    const isAny = text.includes('"segment.entered"') || text.includes('"segment.left"')
    for (const segment of segments) {
      if (needed.has(segment.id) || !(isAny || text.includes(`"segment":${JSON.stringify(segment.id)}`)))
        continue
      needed.add(segment.id)
      read(JSON.stringify(segment))
    }
  }
  read(JSON.stringify(journey))
  return needed
}
