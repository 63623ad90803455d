import type { NewVersion } from '../../../../domain/definitions/change.ts'
import { type DraftFault, readDrafts } from '../../../../domain/definitions/draft-text.ts'
import { isInForce, numberInUse } from '../../../../domain/definitions/drafts.ts'
import { versionKeyOf } from '../../../../domain/definitions/keys.ts'
import { readVersion, type Snapshot } from '../../../../domain/definitions/snapshot.ts'
import { DomainError } from '../../../../domain/errors.ts'
import type { Draft } from '../../../../models/drafts.ts'
import type { DefinitionsGround } from '../ground.ts'

/** What is to be published: a draft, or a version somebody made before. */
export interface Candidate {
  /** Null while it has faults. */
  version: NewVersion | null
  draft: Draft | null
  faults: DraftFault[]
  warnings: DraftFault[]
  /** Others published this one since the draft was begun. */
  moved: { number: number; by: string | null; at: Date | null } | null
}

/** @throws DomainError `draft.not_found`, `definition.not_found` */
export async function findCandidate(
  { key, number }: { key: string; number?: number },
  ground: Pick<DefinitionsGround, 'clock' | 'definitions' | 'draftStore'>,
  snapshot: Snapshot,
): Promise<Candidate> {
  const { definitions, draftStore, clock } = ground
  if (number !== undefined) {
    const [stored] = await definitions.versions([versionKeyOf(key, number)])
    if (stored === undefined) throw new DomainError('definition.not_found', { key, number })
    const version = { definition: readVersion(stored), text: stored.text ?? undefined }
    return { version, draft: null, faults: [], warnings: [], moved: null }
  }
  const draft = await draftStore.find(key)
  if (draft === null) throw new DomainError('draft.not_found', { key })
  const draftKeys = await draftStore.keys()
  const read = readDrafts([draft], { inUse: snapshot.definitions, draftKeys, now: clock.now() })
  const inUse = numberInUse(snapshot, key)
  const isMoved = inUse !== draft.basedOn && !isInForce(draft, snapshot, clock.now())
  const last = isMoved ? await definitions.lastChangeOf(key) : null
  return {
    version: read.definitions.get(key) ?? null,
    draft,
    faults: read.faults,
    warnings: read.warnings,
    moved: isMoved ? { number: inUse, by: last?.by ?? null, at: last?.at ?? null } : null,
  }
}
