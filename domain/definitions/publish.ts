import type { DefinitionStore, DefinitionVersion, PublishedChange } from '../../models/definitions.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { AnyDefinition } from '../language/definitions.ts'
import { forbiddenFaults } from '../language/forbidden-texts.ts'
import { type Afterwards, afterwards, faultsTogether } from './afterwards.ts'
import type { Change } from './change.ts'
import { changedRules } from './changed-rules.ts'
import type { TogetherFault } from './check-together.ts'
import { hashOf, keepVersion } from './keep-version.ts'
import { keyOf } from './keys.ts'
import { checkMoves } from './moves.ts'
import { faultsOfHeads, nextHeads } from './next-heads.ts'
import type { Published } from './published.ts'
import { readVersion, type Snapshot } from './snapshot.ts'

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

  async function versionNamed(id: string): Promise<AnyDefinition | null> {
    const [stored] = await store.versions([id])
    return stored === undefined ? null : readVersion(stored)
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
      const now = clock.now()
      const number = snapshot.number + 1
      const rulesChanged = changedRules(snapshot, wanted)
      const planned = { change, wanted, rulesChanged, number, now }
      const faults = [
        ...(await faultsTogether(afterwards(snapshot, planned), deps.check)),
        ...(await deps.users([...(change.retire ?? [])])),
        ...faultsOfHeads(snapshot, planned),
        ...wanted.flatMap(({ definition }) => forbiddenIn(definition)),
        ...(await checkMoves(
          change.move ?? {},
          goneOnIn(afterwards(snapshot, planned), change),
          versionNamed,
        )),
      ]
      if (faults.length > 0) throw new DomainError('definitions.refused', { faults })
      const versions: DefinitionVersion[] = []
      for (const each of wanted) versions.push(await keepVersion(each, change, { store, clock }))
      const { heads, changes } = nextHeads(snapshot.heads, { ...planned, versions })
      const marketingHeldSince = heldSince(change, snapshot, now)
      if (changes.length === 0 && marketingHeldSince === (snapshot.marketingHeldSince ?? undefined)) {
        return { number: snapshot.number, changes }
      }
      const publication = { _id: number, at: now, by: change.by, changes, heads, marketingHeldSince }
      if (await store.publish(publication)) {
        await published.refresh()
        return { number, changes }
      }
    }
  }
}

/** Whatever way it comes: written, from a file, or as it was before. */
function forbiddenIn({ kind, definition }: AnyDefinition): TogetherFault[] {
  if (kind !== 'message') return []
  const key = keyOf(kind, definition.id)
  return forbiddenFaults(definition).map(({ path, expected, todo }) => ({
    key,
    path: path.map(String).join('.'),
    expected,
    todo,
  }))
}

/** Versions people are moved to: of a journey whose pilot begins it is the pilot. */
function goneOnIn({ inUse, pilots }: Afterwards, { pilot = {} }: Change): AnyDefinition[] {
  const begun = pilots.filter(({ kind, definition }) => pilot[keyOf(kind, definition.id)]?.kind === 'begin')
  const keys = new Set(begun.map(({ kind, definition }) => keyOf(kind, definition.id)))
  return [...begun, ...inUse.filter(({ kind, definition }) => !keys.has(keyOf(kind, definition.id)))]
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
