import type { Clock } from '../../domain/clock.ts'
import { readDrafts } from '../../domain/definitions/draft-text.ts'
import { keyOf, versionKeyOf } from '../../domain/definitions/keys.ts'
import type { Published } from '../../domain/definitions/published.ts'
import { DomainError } from '../../domain/errors.ts'
import type { AnyDefinition } from '../../domain/language/definitions.ts'
import type { JourneyVersion } from '../../domain/simulation/stage-publication.ts'
import type { DraftStore } from '../../models/drafts.ts'

/** A version of a journey to be tried out, with what else would be published with it. */
export interface TriedVersion {
  version: JourneyVersion
  others: readonly AnyDefinition[]
  isDraft: boolean
}

/**
 * The draft with all other drafts, as they would be published together, or a version there is.
 * @throws DomainError `draft.not_found`, `definitions.refused`, `journey.not_found`
 */
export async function findTriedVersion(
  { id, of }: { id: string; of: 'draft' | number },
  { published, drafts, clock }: { published: Published; drafts: DraftStore; clock: Clock },
): Promise<TriedVersion> {
  const snapshot = await published.refresh()
  if (of !== 'draft') {
    const definition = await published.version('journey', versionKeyOf(id, of))
    if (definition === null) throw new DomainError('journey.not_found', { id, number: of })
    return { version: { definition, number: of }, others: [], isDraft: false }
  }
  const key = keyOf('journey', id)
  const keys = await drafts.keys()
  if (!keys.includes(key)) throw new DomainError('draft.not_found', { key })
  const all = (await Promise.all(keys.map((one) => drafts.find(one)))).filter((one) => one !== null)
  const reading = readDrafts(all, { inUse: snapshot.definitions, draftKeys: [], now: clock.now() })
  const faults = reading.faults.filter((fault) => fault.key === key)
  const one = reading.definitions.get(key)?.definition
  if (faults.length > 0 || one?.kind !== 'journey') throw new DomainError('definitions.refused', { faults })
  const number = (snapshot.headOf('journey', id)?.number ?? 0) + 1
  const others = [...reading.definitions.values()].map(({ definition }) => definition)
  return {
    version: { definition: one.definition, number },
    others: others.filter((other) => other !== one),
    isDraft: true,
  }
}
