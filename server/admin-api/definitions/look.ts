import { isInUse } from '../../../domain/definitions/journey-life.ts'
import { keyOf, partsOf, versionKeyOf } from '../../../domain/definitions/keys.ts'
import { ownerOf } from '../../../domain/definitions/meta.ts'
import { readVersion, type Snapshot } from '../../../domain/definitions/snapshot.ts'
import { structureOf } from '../../../domain/definitions/written-text.ts'
import { leansOn } from '../../../domain/journeys/leans-on.ts'
import { type AnyDefinition, kindOfWritten, type WrittenKey } from '../../../domain/language/definitions.ts'
import type { Draft } from '../../../models/drafts.ts'
import type { DefinitionsGround } from './ground.ts'
import { holderOf, presentPilot, presentState } from './present.ts'

type Ground = Pick<
  DefinitionsGround,
  'definitions' | 'draftStore' | 'drafts' | 'metaStore' | 'published' | 'realClock'
>
type DraftHead = Omit<Draft, 'text'>

/** How definitions stand, for lists and pages. */
export function createLook(ground: Ground) {
  const { definitions, draftStore, published } = ground

  /** What heads say that are in use, or were last. */
  async function saidBy(keys: readonly string[], snapshot: Snapshot): Promise<Map<string, AnyDefinition>> {
    const said = new Map(snapshot.definitions.map((one) => [keyOf(one.kind, one.definition.id), one]))
    const gone = snapshot.heads.filter((head) => keys.includes(head.key) && !isInUse(head))
    const versions = await definitions.versions(gone.map(({ key, number }) => versionKeyOf(key, number)))
    for (const version of versions) said.set(version.key, readVersion(version))
    return said
  }

  /** What only a draft says of itself: its text may be anything. */
  async function onlyDraft(key: string): Promise<{ written: WrittenKey; name: string }> {
    const { kind, id } = partsOf(key)
    const structure = structureOf((await draftStore.find(key))?.text ?? '') ?? {}
    const name = typeof structure.name === 'string' ? structure.name : id
    return { written: kind === 'journey' && 'broadcast' in structure ? 'broadcast' : kind, name }
  }

  async function summaryOf(key: string, draft: DraftHead | undefined, around: Around) {
    const { kind, id } = partsOf(key)
    const head = around.snapshot.headOf(kind, id)
    const one = around.said.get(key)
    const told = one ? { written: writtenKey(one), name: nameOf(one) } : await onlyDraft(key)
    const named = one?.kind === 'journey' ? one.definition.owner : undefined
    return {
      kind: told.written,
      id,
      name: told.name,
      ...presentState(kind, head),
      number: head?.number ?? null,
      pilot: presentPilot(head),
      owner: ownerOf(around.owners.get(key) ?? null, named) ?? null,
      since: head?.since ?? null,
      draft: draft
        ? {
            by: draft.by,
            at: draft.at,
            heldBy: holderOf(draft, ground.realClock.now()),
            basedOn: draft.basedOn,
          }
        : null,
    }
  }

  interface Around {
    snapshot: Snapshot
    said: ReadonlyMap<string, AnyDefinition>
    owners: ReadonlyMap<string, Awaited<ReturnType<Ground['metaStore']['findMany']>>[number]>
  }

  async function around(keys: readonly string[], snapshot: Snapshot): Promise<Around> {
    const owners = await ground.metaStore.findMany([...keys])
    return {
      snapshot,
      said: await saidBy(keys, snapshot),
      owners: new Map(owners.map((meta) => [meta._id, meta])),
    }
  }

  return {
    /** All of a kind, the newest first publication last; drafts nobody published at the end. */
    async all(written: WrittenKey) {
      const snapshot = await published.refresh()
      const ofKind = ({ key }: { key: string }) => partsOf(key).kind === kindOfWritten(written)
      const drafts = new Map((await ground.drafts.list()).map((draft) => [draft._id, draft]))
      const heads = snapshot.heads.filter(ofKind).map(({ key }) => key)
      const onlyDrafts = [...drafts.keys()].filter((key) => ofKind({ key }) && !heads.includes(key))
      const keys = [...heads, ...onlyDrafts]
      const where = await around(keys, snapshot)
      const all = await Promise.all(keys.map((key) => summaryOf(key, drafts.get(key), where)))
      return all.filter(({ kind }) => kind === written)
    },

    /** Null when there never was one, not even a draft. */
    async one(key: string) {
      const snapshot = await published.refresh()
      const { kind, id } = partsOf(key)
      const draft = await draftStore.find(key)
      if (draft === null && snapshot.headOf(kind, id) === null) return null
      return summaryOf(key, draft ?? undefined, await around([key], snapshot))
    },

    async name(key: string): Promise<string> {
      const one = (await saidBy([key], await published.refresh())).get(key)
      return one ? nameOf(one) : (await onlyDraft(key)).name
    },

    /** Who names it among what is in use, pilots included. */
    usedBy(key: string, { definitions: inUse, pilots }: Snapshot) {
      return presentUsers([...inUse, ...pilots.values()].filter((one) => leansOn(one).includes(key)))
    },
  }
}

/** Each once, by name, also where a pilot and the version in use are both among them. */
export function presentUsers(users: readonly AnyDefinition[]) {
  const byKey = new Map(users.map((one) => [keyOf(one.kind, one.definition.id), one]))
  return [...byKey.values()].map((one) => ({
    kind: writtenKey(one),
    id: one.definition.id,
    name: nameOf(one),
  }))
}

export const nameOf = ({ definition }: AnyDefinition): string =>
  'name' in definition && definition.name ? definition.name : definition.id

function writtenKey(one: AnyDefinition): WrittenKey {
  return one.kind === 'journey' ? (one.definition.writtenAs ?? 'journey') : one.kind
}
