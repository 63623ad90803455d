import { createHash } from 'node:crypto'
import type { DefinitionStore, DefinitionVersion, Head, PublishedChange } from '../../models/definitions.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import type { TogetherFault } from './check-together.ts'
import { isInUse, running, type Steering, steer, withVersion } from './journey-life.ts'
import { keyOf, partsOf, versionKeyOf } from './keys.ts'
import type { Published } from './published.ts'
import type { Snapshot } from './snapshot.ts'

/** A definition to be in use from the next publication on. */
export interface NewVersion {
  definition: AnyDefinition
  /** As its author wrote it. */
  text?: string
}

export interface Change {
  publish?: readonly NewVersion[]
  /** What becomes of journeys in use, by key. */
  steer?: Readonly<Record<string, Steering>>
  /** Journeys of which the waits are re-dated: they go on. */
  resumed?: readonly string[]
  /** Keys of what shall not be in use any more. */
  retire?: readonly string[]
  /** All marketing, whatever sends it: held from now on, or let go on. */
  marketing?: 'hold' | 'release'
  origin: DefinitionVersion['origin']
  by: string
}

export interface Outcome {
  /** In force; that of before when nothing differed. */
  number: number
  changes: PublishedChange[]
}

export type Publish = ReturnType<typeof createPublish>

/**
 * Publishes changes of definitions: versions first, which do nothing by themselves, then one document that decides. A
 * publisher that dies anywhere before it has changed nothing.
 */
export function createPublish(deps: {
  store: DefinitionStore
  published: Pick<Published, 'refresh'>
  /** What is wrong with all definitions together; nothing when they may be published. */
  check: (all: readonly AnyDefinition[]) => TogetherFault[] | Promise<TogetherFault[]>
  /** Who among people on their way still needs what would be retired. */
  users: (keys: readonly string[]) => Promise<TogetherFault[]>
  clock: Clock
}) {
  const { store, published, clock } = deps

  async function versionOf(
    { definition, text }: NewVersion,
    { origin, by }: Change,
  ): Promise<DefinitionVersion> {
    const key = keyOf(definition.kind, definition.definition.id)
    const json = JSON.stringify(definition.definition)
    const hash = hashOf(definition)
    for (;;) {
      const newest = await store.newestVersion(key)
      // Made by a publisher that died, or lost the number.
      if (newest?.hash === hash) return newest
      const number = (newest?.number ?? 0) + 1
      const _id = versionKeyOf(key, number)
      const version = { _id, key, number, hash, definition: json, text, origin, by, madeAt: clock.now() }
      if (await store.insertVersion(version)) return version
    }
  }

  /**
   * All of it or nothing, on top of the publication `on` (default: whatever is the newest).
   * @throws DomainError `definitions.refused` with `faults`, `definitions.moved` with `since` when others published after `on`
   */
  return async function publish(change: Change, on?: number): Promise<Outcome> {
    for (;;) {
      const snapshot = await published.refresh()
      if (on !== undefined && snapshot.number !== on) {
        throw new DomainError('definitions.moved', { on, ...(await movedSince(store, on, snapshot.number)) })
      }
      const wanted = (change.publish ?? []).filter(({ definition }) => !saysTheSame(definition, snapshot))
      const retired = new Set(change.retire ?? [])
      const now = clock.now()
      const steering = steered(snapshot.heads, change, now)
      const faults = [
        ...(await deps.check(together(snapshot, wanted, retired))),
        ...(await deps.users([...retired])),
        ...steering.faults,
      ]
      if (faults.length > 0) throw new DomainError('definitions.refused', { faults })
      const versions: DefinitionVersion[] = []
      for (const each of wanted) versions.push(await versionOf(each, change))
      const { heads, changes } = moveHeads(snapshot.heads, {
        steered: steering.heads,
        versions,
        retired,
        now,
      })
      const marketingHeldSince = heldSince(change, snapshot, now)
      if (changes.length === 0 && marketingHeldSince === (snapshot.marketingHeldSince ?? undefined)) {
        return { number: snapshot.number, changes }
      }
      const number = snapshot.number + 1
      const publication = { _id: number, at: now, by: change.by, changes, heads, marketingHeldSince }
      if (await store.publish(publication)) {
        await published.refresh()
        return { number, changes }
      }
    }
  }
}

/** Tells versions of one definition apart. */
export function hashOf({ definition }: AnyDefinition): string {
  return createHash('sha256').update(JSON.stringify(definition)).digest('hex')
}

/** Who holds what is held already does not change since when. */
function heldSince({ marketing }: Change, before: Snapshot, now: Date): Date | undefined {
  if (marketing === 'release') return undefined
  return before.marketingHeldSince ?? (marketing === 'hold' ? now : undefined)
}

/** Whether it is in use as it is. */
export function saysTheSame(wanted: AnyDefinition, { definitions }: Pick<Snapshot, 'definitions'>): boolean {
  const { id } = wanted.definition
  const present = definitions.find(({ kind, definition }) => kind === wanted.kind && definition.id === id)
  return present !== undefined && hashOf(present) === hashOf(wanted)
}

function together(
  { definitions }: Snapshot,
  wanted: readonly NewVersion[],
  retired: ReadonlySet<string>,
): AnyDefinition[] {
  const replaced = new Set(wanted.map(({ definition: { kind, definition } }) => keyOf(kind, definition.id)))
  const others = definitions.filter(({ kind, definition }) => {
    const key = keyOf(kind, definition.id)
    return !replaced.has(key) && !retired.has(key)
  })
  return [...others, ...wanted.map(({ definition }) => definition)]
}

/** Heads as the steering leaves them, by key, and what cannot be done. */
function steered(
  heads: readonly Head[],
  { steer: wanted = {}, resumed = [] }: Change,
  now: Date,
): { heads: Map<string, Head>; faults: TogetherFault[] } {
  const next = new Map<string, Head>()
  const faults: TogetherFault[] = []
  const byKey = new Map(heads.map((head) => [head.key, head]))
  for (const [key, steering] of Object.entries(wanted)) {
    const head = byKey.get(key)
    if (head === undefined || partsOf(key).kind !== 'journey') {
      faults.push({ key, path: '', expected: '已有的流程', todo: '检查流程的名称' })
      continue
    }
    const after = steer(head, steering, now)
    if ('key' in after) next.set(key, after)
    else faults.push({ key, path: '', ...after })
  }
  for (const key of resumed) {
    const head = byKey.get(key)
    if (head?.state === 'resuming') next.set(key, running(head))
  }
  return { heads: next, faults }
}

function moveHeads(
  heads: readonly Head[],
  wanted: {
    steered: ReadonlyMap<string, Head>
    versions: readonly DefinitionVersion[]
    retired: ReadonlySet<string>
    now: Date
  },
): { heads: Head[]; changes: PublishedChange[] } {
  const before = new Map(heads.map((head) => [head.key, head]))
  const next = new Map([...before, ...wanted.steered])
  for (const version of wanted.versions) {
    next.set(version.key, withVersion(next.get(version.key), version, wanted.now))
  }
  for (const key of wanted.retired) {
    const head = next.get(key)
    if (head && isInUse(head)) next.set(key, { ...running(head), state: 'retired' })
  }
  const changes = [...next].flatMap(([key, head]) => changeOf(key, before.get(key), head))
  return { heads: [...next.values()].sort((a, b) => (a.key < b.key ? -1 : 1)), changes }
}

function changeOf(key: string, before: Head | undefined, after: Head): PublishedChange[] {
  if (before === after) return []
  const used = (head: Head | undefined) => (head && isInUse(head) ? head.number : undefined)
  const [from, to] = [used(before), used(after)]
  const state = before !== undefined && before.state !== after.state ? after.state : undefined
  return from === to && state === undefined ? [] : [{ key, from, to, state }]
}

/** What others published meanwhile, and who did last. */
async function movedSince(
  store: DefinitionStore,
  on: number,
  to: number,
): Promise<{ keys: string[]; by?: string }> {
  const keys = new Set<string>()
  let by: string | undefined
  for (let number = on + 1; number <= to; number += 1) {
    const publication = await store.publication(number)
    for (const { key } of publication?.changes ?? []) keys.add(key)
    by = publication?.by
  }
  return { keys: [...keys], by }
}
