import type { DefinitionMeta, DefinitionMetaStore } from '../../models/definition-meta.ts'
import type { DefinitionStore } from '../../models/definitions.ts'
import type { TestResultStore } from '../../models/test-results.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { DefinitionKind } from '../language/definitions.ts'
import { titleSchema } from '../language/names.ts'
import { type ConfigurationRecord, configurationRecord } from './configuration-record.ts'
import { hashOf } from './keep-version.ts'
import { keyOf, versionKeyOf } from './keys.ts'
import type { Published } from './published.ts'
import { namesIn } from './sentences/names.ts'
import type { Snapshot } from './snapshot.ts'

/** What is known of definitions besides what their versions say: who looks after them, and how people read them. */
export function createMeta(deps: {
  store: Pick<DefinitionMetaStore, 'find' | 'put'>
  definitions: Pick<DefinitionStore, 'versions'>
  published: Pick<Published, 'refresh'>
  testResults: Pick<TestResultStore, 'latest'>
  clock: Clock
}) {
  const { store, definitions, published, clock } = deps

  return {
    /**
     * Somebody else looks after it from now on, without a new version.
     * @throws DomainError `request.malformed` for an owner that is no name
     */
    async handOver(kind: DefinitionKind, id: string, to: { owner: string; by: string }): Promise<void> {
      const owner = titleSchema.safeParse(to.owner)
      if (!owner.success) throw new DomainError('request.malformed', { field: 'owner' })
      const insteadOf = namedOwner(await published.refresh(), kind, id)
      await store.put({ _id: keyOf(kind, id), owner: owner.data, insteadOf, by: to.by, at: clock.now() })
    },

    /** Undefined when nobody was ever named. */
    async owner(kind: DefinitionKind, id: string): Promise<string | undefined> {
      const meta = await store.find(keyOf(kind, id))
      return ownerOf(meta, namedOwner(await published.refresh(), kind, id))
    },

    /**
     * Of the version in use.
     * @throws DomainError `journey.not_found` when none is
     */
    async configurationRecord(journeyId: string): Promise<ConfigurationRecord> {
      const key = keyOf('journey', journeyId)
      const { registry, headOf } = await published.refresh()
      const journey = registry.journey(journeyId)
      const head = headOf('journey', journeyId)
      const [version] = head ? await definitions.versions([versionKeyOf(key, head.number)]) : []
      if (version === undefined) throw new DomainError('journey.not_found', { id: journeyId })
      const owner = ownerOf(await store.find(key), journey.owner)
      const tested = await deps.testResults.latest(key, hashOf({ kind: 'journey', definition: journey }))
      return configurationRecord({ journey, version, head, owner, names: namesIn(registry), tested })
    },
  }
}

/** A hand-over stands until the definition itself names somebody new. */
export function ownerOf(
  meta: Pick<DefinitionMeta, 'owner' | 'insteadOf'> | null,
  named: string | undefined,
): string | undefined {
  if (meta === null) return named
  return named === undefined || named === (meta.insteadOf ?? undefined) ? meta.owner : named
}

function namedOwner(snapshot: Snapshot, kind: DefinitionKind, id: string): string | undefined {
  const one = snapshot.definitions.find(
    (other) => other.kind === kind && other.kind === 'journey' && other.definition.id === id,
  )
  return one?.kind === 'journey' ? one.definition.owner : undefined
}
