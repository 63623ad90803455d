import { randomUUID } from 'node:crypto'
import type { DefinitionStore } from '../../models/definitions.ts'
import type { Draft, DraftStore, TextCopy } from '../../models/drafts.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { AnyDefinition, DefinitionKind } from '../language/definitions.ts'
import type { TogetherFault } from './check-together.ts'
import { type DraftFault, greatestTextBytes, readDrafts } from './draft-text.ts'
import { isInUse } from './journey-life.ts'
import { hashOf } from './keep-version.ts'
import { keyOf, versionKeyOf } from './keys.ts'
import { saysTheSame } from './publish.ts'
import type { Published } from './published.ts'
import type { Snapshot } from './snapshot.ts'

/** One open page, and who sits before it. */
export interface Editor {
  session: string
  by: string
}

export interface DraftView {
  draft: Draft
  /** What keeps it from being published. */
  faults: DraftFault[]
  warnings: DraftFault[]
}

/** `readOnly`: somebody else writes just now, `draft.lease` says who. */
export type Opened = DraftView & { mode: 'editing' | 'readOnly' }

/**
 * `copied`: this editor does not hold the draft any more, so the text became a copy; `heldBy` is who has the draft now, null
 * when it was published or discarded.
 */
export type Saved = ({ kind: 'saved' } & DraftView) | { kind: 'copied'; heldBy: string | null }

/** Real time: how long an editor is waited for who says nothing. */
export const editLeaseMs = 60_000

/** What people write before it is published. Nothing here changes what is in use. */
export function createDrafts(deps: {
  store: DraftStore
  definitions: Pick<DefinitionStore, 'versions'>
  published: Pick<Published, 'refresh'>
  /** What is wrong with a definition that is right by itself and leans on what lies elsewhere. */
  besides?: (all: readonly AnyDefinition[]) => Promise<TogetherFault[]>
  clock: Clock
  /** Not the business clock: leases are about people at their screens. */
  realClock: Clock
}) {
  const { store, published, clock, realClock } = deps
  const leaseEnd = () => new Date(realClock.now().getTime() + editLeaseMs)
  const leaseOf = (editor: Editor) => ({ ...editor, until: leaseEnd() })

  async function view(draft: Draft): Promise<DraftView> {
    const inUse = (await published.refresh()).definitions
    const { definitions, faults, warnings } = readDrafts([draft], {
      inUse,
      draftKeys: await store.keys(),
      now: clock.now(),
    })
    const read = [...definitions.values()].map(({ definition }) => definition)
    const more = (await deps.besides?.(read)) ?? []
    return {
      draft,
      faults: [...faults, ...more.map((fault) => ({ ...fault, line: 1, column: 1 }))],
      warnings,
    }
  }

  /** Null when there is none. One that a publisher left behind who died once it was in force is removed. */
  async function look(key: string): Promise<Draft | null> {
    const draft = await store.find(key)
    if (draft === null) return null
    // Asked for after the draft: a version it was made from is never newer than this.
    const left = isInForce(draft, await published.refresh(), clock.now())
    return left && (await store.remove(draft)) ? null : draft
  }

  /** As what is in use is written, or what was in use last. */
  async function begin(key: string, editor: Editor): Promise<Draft> {
    const snapshot = await published.refresh()
    const last = snapshot.heads.find((head) => head.key === key)
    const [version] = last ? await deps.definitions.versions([versionKeyOf(key, last.number)]) : []
    return {
      _id: key,
      life: randomUUID(),
      stamp: randomUUID(),
      // Versions of early releases were kept without their text.
      text: version?.text ?? '',
      basedOn: numberInUse(snapshot, key),
      by: editor.by,
      at: clock.now(),
      lease: leaseOf(editor),
    }
  }

  return {
    /** To read it, as it is while others write; null when there is none. */
    async read(kind: DefinitionKind, id: string): Promise<DraftView | null> {
      const draft = await look(keyOf(kind, id))
      return draft && view(draft)
    },

    /** All there are, without their texts. */
    async list(): Promise<Omit<Draft, 'text'>[]> {
      const all = await store.list()
      const snapshot = await published.refresh()
      const gone = new Set<string>()
      for (const { _id, basedOn } of all) {
        const moved = basedOn !== numberInUse(snapshot, _id)
        if (moved && (await look(_id)) === null) gone.add(_id)
      }
      return all.filter(({ _id }) => !gone.has(_id))
    },

    /** To write: begins the draft when there is none. While another editor's lease runs it can only be read. */
    async open(kind: DefinitionKind, id: string, editor: Editor): Promise<Opened> {
      const key = keyOf(kind, id)
      for (;;) {
        if ((await look(key)) === null) await store.insert(await begin(key, editor))
        const mine = await store.lease(key, leaseOf(editor), realClock.now())
        if (mine !== null) return { mode: 'editing', ...(await view(mine)) }
        const theirs = await store.find(key)
        if (theirs !== null) return { mode: 'readOnly', ...(await view(theirs)) }
      }
    },

    /**
     * To write at once, whoever did until now: what they have not saved becomes a copy when it comes.
     * @throws DomainError `draft.not_found`
     */
    async takeOver(kind: DefinitionKind, id: string, editor: Editor): Promise<DraftView> {
      const key = keyOf(kind, id)
      const draft = (await look(key)) && (await store.takeOver(key, leaseOf(editor)))
      if (draft === null) throw new DomainError('draft.not_found', { key })
      return view(draft)
    },

    /** Says that the editor is still there; `heldBy` as in `Saved` when that is too late. */
    async keep(
      kind: DefinitionKind,
      id: string,
      { session }: Editor,
    ): Promise<{ kind: 'kept'; until: Date } | { kind: 'lost'; heldBy: string | null }> {
      const key = keyOf(kind, id)
      const draft = await store.keep(key, session, leaseEnd())
      if (draft !== null) return { kind: 'kept', until: draft.lease.until }
      return { kind: 'lost', heldBy: (await store.find(key))?.lease.by ?? null }
    },

    /**
     * Keeps the text however wrong it is, and tells what is wrong. `basedOn`: the version its author has seen by now, when
     * others published one meanwhile.
     * @throws DomainError `draft.too_large`
     */
    async save(
      kind: DefinitionKind,
      id: string,
      written: { editor: Editor; text: string; basedOn?: number },
    ): Promise<Saved> {
      const key = keyOf(kind, id)
      const { editor, text, basedOn } = written
      const bytes = Buffer.byteLength(text)
      if (bytes > greatestTextBytes)
        throw new DomainError('draft.too_large', { key, bytes, most: greatestTextBytes })
      const [by, at] = [editor.by, clock.now()]
      const saved = { stamp: randomUUID(), text, by, at, basedOn, until: leaseEnd() }
      const draft = await store.save(key, editor.session, saved)
      if (draft !== null) return { kind: 'saved', ...(await view(draft)) }
      await store.keepCopy(key, { text, by, at })
      return { kind: 'copied', heldBy: (await store.find(key))?.lease.by ?? null }
    },

    /** Texts that came too late for the draft, the newest last. */
    copies(kind: DefinitionKind, id: string): Promise<TextCopy[]> {
      return store.copies(keyOf(kind, id))
    },

    /** False when this editor does not hold it. */
    discard(kind: DefinitionKind, id: string, { session }: Editor): Promise<boolean> {
      return store.discard(keyOf(kind, id), session)
    },
  }
}

/** The version in use; 0 when none is. */
export function numberInUse({ heads }: Pick<Snapshot, 'heads'>, key: string): number {
  const head = heads.find((one) => one.key === key)
  return head && isInUse(head) ? head.number : 0
}

/** Whether what it says was published since it was begun. */
export function isInForce(draft: Draft, snapshot: Snapshot, now: Date): boolean {
  const pilot = snapshot.pilots.get(draft._id)
  if (draft.basedOn === numberInUse(snapshot, draft._id) && pilot === undefined) return false
  const besides = { inUse: snapshot.definitions, draftKeys: [], now }
  const read = readDrafts([draft], besides).definitions.get(draft._id)
  if (read === undefined) return false
  if (pilot !== undefined && hashOf(pilot) === hashOf(read.definition)) return true
  return draft.basedOn !== numberInUse(snapshot, draft._id) && saysTheSame(read.definition, snapshot)
}
