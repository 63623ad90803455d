import type { DraftFault } from '../../../domain/definitions/draft-text.ts'
import type { DraftView } from '../../../domain/definitions/drafts.ts'
import { numberInUse } from '../../../domain/definitions/drafts.ts'
import { stateNames } from '../../../domain/definitions/journey-life.ts'
import { namesIn } from '../../../domain/definitions/sentences/names.ts'
import { sentencePartsOf, sentencesOf } from '../../../domain/definitions/sentences/parts.ts'
import type { Snapshot } from '../../../domain/definitions/snapshot.ts'
import { structureOf } from '../../../domain/definitions/written-text.ts'
import type { Head } from '../../../models/definitions.ts'
import type { Draft } from '../../../models/drafts.ts'

/** A place in a definition, and the step it is at. */
export function placeOf(path: string): { stepId: string | null; field: string } {
  const [, stepId, field = ''] = /^steps\.([a-z][a-z0-9-]*)(?:\.(.*))?$/.exec(path) ?? []
  return stepId === undefined ? { stepId: null, field: path } : { stepId, field }
}

export function presentFault({ path, expected, todo, line, column, word }: DraftFault) {
  const place = { path, ...placeOf(path), line, column }
  return { ...place, expected, todo, sentence: sentenceOf({ expected, todo }), word: word ?? null }
}

export const sentenceOf = ({ expected, todo }: Pick<DraftFault, 'expected' | 'todo'>): string =>
  `应为${expected}${todo === '' ? '' : `；${todo}`}`

/** A text, what it says, and how its parts read. */
export function presentText(text: string, { registry }: Pick<Snapshot, 'registry'>) {
  const structure = structureOf(text)
  if (structure === null) return { text, structure, sentences: {}, sentenceParts: {} }
  const names = namesIn(registry)
  const parts = Object.entries(sentencePartsOf(structure, names)).map(([place, said]) => [
    place,
    said.map(({ text: words, field }) => ({ text: words, field: field ?? null })),
  ])
  return {
    text,
    structure,
    sentences: sentencesOf(structure, names),
    sentenceParts: Object.fromEntries(parts) as Record<string, { text: string; field: string | null }[]>,
  }
}

/** `newest`: the number of the newest version anybody made. */
export function presentDraft(
  { draft, faults, warnings }: DraftView,
  around: { snapshot: Snapshot; newest: number; session?: string; now: Date },
) {
  const inUse = numberInUse(around.snapshot, draft._id)
  return {
    ...presentText(draft.text, around.snapshot),
    stamp: draft.stamp,
    basedOn: draft.basedOn,
    movedTo: inUse === draft.basedOn ? null : inUse,
    number: around.newest + 1,
    by: draft.by,
    at: draft.at,
    heldBy: holderOf(draft, around.now),
    isMine: draft.lease.session === around.session,
    faults: faults.map(presentFault),
    warnings: warnings.map(presentFault),
  }
}

export function holderOf({ lease }: Pick<Draft, 'lease'>, now: Date): string | null {
  return lease.until > now ? lease.by : null
}

export function presentState(kind: string, head: Head | null) {
  if (head === null) return { state: 'draft' as const, stateName: '草稿' }
  const name = kind === 'journey' || head.state === 'retired' ? stateNames[head.state] : '使用中'
  return { state: head.state, stateName: name }
}

export function presentPilot(head: Head | null) {
  if (!head?.pilot) return null
  const { number, share, segment, since } = head.pilot
  return { number, share: share ?? null, segment: segment ?? null, since }
}
