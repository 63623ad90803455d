import type { Head } from '../../models/definitions.ts'
import type { FormerSegment } from '../definitions/snapshot.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import type { Registry } from '../language/registry.ts'

/** What journeys need of the published definitions. */
export interface PublishedJourneys {
  registry: Registry
  snapshot(): {
    number: number
    heads: readonly Head[]
    /** Versions that only some get, by `journey:<id>`. */
    pilots: ReadonlyMap<string, AnyDefinition>
    /** Live segments whose rule was changed, until everybody is looked at. */
    formerSegments: ReadonlyMap<string, FormerSegment>
    registry: Pick<Registry, 'journey'>
    headOf(kind: 'journey', id: string): Head | null
  }
  /** Any version ever made, by `<id>@<number>`; null when nobody made it. */
  version(kind: 'journey', versionId: string): Promise<JourneyDefinition | null>
  numbersOf(keys: string[]): Promise<{ key: string; number: number }[]>
}
