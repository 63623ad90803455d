import type { DefinitionStore } from '../../models/definitions.ts'
import type { Draft, DraftStore } from '../../models/drafts.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Change } from './change.ts'
import { readDrafts } from './draft-text.ts'
import { isInForce, numberInUse } from './drafts.ts'
import type { Outcome, Publish } from './publish.ts'
import type { Published } from './published.ts'
import type { Snapshot } from './snapshot.ts'

/** A draft, with the text its publisher has seen. */
export type SeenDraft = Pick<Draft, '_id' | 'stamp'>

/** What else a publication of drafts decides about their journeys. */
type Steering = Pick<Change, 'move' | 'pilot' | 'present' | 'tell'>

/** Publishes drafts, and removes them when they are in force. A crash between the two leaves what the next look removes. */
export function createPublishDrafts(deps: {
  store: DraftStore
  definitions: Pick<DefinitionStore, 'lastChangeOf'>
  published: Pick<Published, 'refresh'>
  publish: Publish
  clock: Clock
}) {
  const { store, published, publish, clock } = deps

  async function find({ _id: key, stamp }: SeenDraft): Promise<Draft> {
    const draft = await store.find(key)
    if (draft === null) throw new DomainError('draft.not_found', { key })
    if (draft.stamp !== stamp)
      throw new DomainError('draft.changed', { key, by: draft.by, at: draft.at.toISOString() })
    return draft
  }

  /** @throws DomainError `definitions.moved` for the first that was made from another version than the one in use */
  async function refuseMoved(drafts: readonly Draft[], snapshot: Snapshot): Promise<void> {
    for (const draft of drafts) {
      const { _id: key, basedOn } = draft
      const inUse = numberInUse(snapshot, key)
      // The same text may be in force already: of a publisher that died, or was told nothing.
      if (inUse === basedOn || isInForce(draft, snapshot, clock.now())) continue
      const last = await deps.definitions.lastChangeOf(key)
      const moved = { keys: [key], basedOn, inUse, by: last?.by, at: last?.at.toISOString() }
      throw new DomainError('definitions.moved', moved)
    }
  }

  /** `before` is what the publication was made on. */
  async function settle(drafts: readonly Draft[], { changes }: Outcome, before: Snapshot): Promise<void> {
    for (const draft of drafts) {
      if (await store.remove(draft)) continue
      // Somebody wrote on meanwhile, on top of what is in force now.
      const to = changes.find(({ key }) => key === draft._id)?.to ?? numberInUse(before, draft._id)
      await store.rebase(draft, to)
    }
  }

  /**
   * All of them together or none.
   * @throws DomainError `draft.not_found`, `draft.changed` when one says something else than its publisher saw,
   * `definitions.moved` when others published one of them since it was begun, `definitions.refused` with `faults`
   */
  return async function publishDrafts(
    seen: readonly SeenDraft[],
    by: string,
    steering: Steering = {},
  ): Promise<Outcome> {
    for (;;) {
      const drafts: Draft[] = []
      for (const each of seen) drafts.push(await find(each))
      const snapshot = await published.refresh()
      await refuseMoved(drafts, snapshot)
      const { definitions, faults } = readDrafts(drafts, {
        inUse: snapshot.definitions,
        draftKeys: await store.keys(),
        now: clock.now(),
      })
      if (faults.length > 0) throw new DomainError('definitions.refused', { faults })
      try {
        const change = { ...steering, publish: [...definitions.values()], origin: 'page', by } as const
        const outcome = await publish(change, snapshot.number)
        await settle(drafts, outcome, snapshot)
        return outcome
      } catch (error) {
        // Others published anything at all meanwhile: whether it concerns these is asked again.
        if (!(error instanceof DomainError) || error.code !== 'definitions.moved') throw error
      }
    }
  }
}
