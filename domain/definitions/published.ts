import type { DefinitionStore, Head } from '../../models/definitions.ts'
import type { AnyDefinition, DefinitionKind, DefinitionOf } from '../language/definitions.ts'
import { type Registry, registryOf } from '../language/registry.ts'
import type { Log } from '../log.ts'
import { keyOf } from './keys.ts'
import { readVersion, type Snapshot, takeSnapshot, versionsFor } from './snapshot.ts'

/** What this process acts on. */
export interface Published {
  snapshot(): Snapshot
  /** The registry of whatever snapshot is the present one: to be held on to, unlike what it gives. */
  registry: Registry
  /** Acts on the newest publication from now on, and returns it. */
  refresh(): Promise<Snapshot>
  /** Any version ever made, by `<id>@<number>`; null when nobody made it. */
  version<Kind extends DefinitionKind>(kind: Kind, versionId: string): Promise<DefinitionOf[Kind] | null>
  /** Numbers of all versions of these definitions. */
  numbersOf: DefinitionStore['numbersOf']
  /** Looks for newer publications from now on. */
  follow(): void
  close(): void
}

interface PublishedDeps {
  store: DefinitionStore
  log: Log
  /** Told after every swap. */
  acted?: (number: number) => void
}

/** Real time: the promise is two seconds. */
const lookEveryMs = 1_000

/** The published definitions in memory, checked when they were published and swapped whole. */
export function createPublished({ store, log, acted }: PublishedDeps): Published {
  let present = takeSnapshot(null, new Map())
  /** Definitions of the versions in use; versions never change. */
  let versions = new Map<string, AnyDefinition>()
  let reading: Promise<Snapshot> | null = null
  let timer: NodeJS.Timeout | undefined
  let away = false

  async function read(): Promise<Snapshot> {
    const number = await store.lastNumber()
    if (number === present.number) return present
    const publication = await store.publication(number)
    if (publication === null) throw new Error(`publication ${number} is gone`)
    const next = await load(publication.heads)
    // A slower look may come back after a faster one.
    if (number <= present.number) return present
    versions = next
    present = takeSnapshot(publication, versions)
    acted?.(number)
    return present
  }

  /** What of these is in use, read as far as it is not known. */
  async function load(heads: Head[]): Promise<Map<string, AnyDefinition>> {
    const ids = versionsFor(heads)
    const stored = await store.versions(ids.filter((id) => !versions.has(id)))
    const read = new Map(stored.map((version) => [version._id, readVersion(version)]))
    return new Map(
      ids.map((id) => {
        const definition = versions.get(id) ?? read.get(id)
        if (definition === undefined) throw new Error(`version ${id} is published and not there`)
        return [id, definition]
      }),
    )
  }

  async function look(): Promise<void> {
    try {
      await refresh()
      away = false
    } catch (error) {
      if (!away)
        log.warn({ err: error }, 'newer publications cannot be looked for; the present one stays in use')
      away = true
    }
  }

  /** One look at a time; whoever asks while one is under way gets one that begins after it. */
  async function refresh(): Promise<Snapshot> {
    await reading?.catch(() => undefined)
    reading ??= read().finally(() => {
      reading = null
    })
    return reading
  }

  return {
    snapshot: () => present,
    registry: registryOf(() => present.registry),
    refresh,
    async version<Kind extends DefinitionKind>(kind: Kind, versionId: string) {
      const id = keyOf(kind, versionId)
      const [stored] = versions.has(id) ? [] : await store.versions([id])
      const found = versions.get(id) ?? (stored && readVersion(stored))
      // The id begins with the kind.
      return found === undefined ? null : (found.definition as DefinitionOf[Kind])
    },
    numbersOf: store.numbersOf,
    follow() {
      timer ??= setInterval(() => void look(), lookEveryMs).unref()
    },
    close() {
      clearInterval(timer)
      timer = undefined
    },
  }
}
