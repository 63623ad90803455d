import { parseAllDocuments } from 'yaml'
import { createDefinitionMetaStore } from '../../../models/definition-meta.ts'
import { createDefinitionStore, type DefinitionStore } from '../../../models/definitions.ts'
import { createDraftStore, type DraftStore } from '../../../models/drafts.ts'
import { mendIndexes } from '../../../models/indexes.ts'
import { createTestResultStore } from '../../../models/test-results.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { testDatabase } from '../../../test/testing/database.ts'
import { type AnyDefinition, kindOfWritten, writtenKeys, writtenSchemas } from '../../language/definitions.ts'
import { silentLog } from '../../log.ts'
import { checkTogether, type TogetherFault } from '../check-together.ts'
import { createDrafts } from '../drafts.ts'
import { partsOf } from '../keys.ts'
import { createPublish } from '../publish.ts'
import { createPublishDrafts } from '../publish-drafts.ts'
import { createPublished } from '../published.ts'

/** What these documents define, each checked only by itself; each stands beside its text. */
export function written(text: string): { one: AnyDefinition; text: string }[] {
  return parseAllDocuments(text).flatMap((document) => {
    const value: unknown = document.toJS()
    if (value === null) return []
    const [key] = Object.keys(value as object)
    const as = writtenKeys.find((name) => name === key) ?? 'journey'
    const one = { kind: kindOfWritten(as), definition: writtenSchemas[as].parse(value) } as AnyDefinition
    return [{ one, text: text.slice(document.range[0], document.range[2]) }]
  })
}

/** Publishers and readers on one store, as in several processes. */
export async function aDefinitionsWorld() {
  const db = await testDatabase()
  const store = createDefinitionStore(db.connection)
  const metaStore = createDefinitionMetaStore(db.connection)
  const draftStore = createDraftStore(db.connection)
  const testResults = createTestResultStore(db.connection)
  await mendIndexes(db.connection)
  const clock = movableClock()
  const realClock = movableClock('2026-11-29T12:00:00+08:00')
  const users: TogetherFault[] = []

  /** A process of its own; `through` and `throughDrafts` stand between it and the store. */
  function aProcess(
    through: (store: DefinitionStore) => DefinitionStore = (same) => same,
    throughDrafts: (store: DraftStore) => DraftStore = (same) => same,
  ) {
    const own = through(store)
    const ownDrafts = throughDrafts(draftStore)
    const published = createPublished({ store: own, log: silentLog })
    const publish = createPublish({
      store: own,
      published,
      check: async (all) => checkTogether(all, (await ownDrafts.keys()).map(partsOf)),
      users: async (keys) => users.filter(({ key }) => keys.includes(key)),
      clock,
    })
    const drafting = { store: ownDrafts, definitions: own, published, clock }
    return {
      published,
      drafts: createDrafts({ ...drafting, realClock }),
      publishDrafts: createPublishDrafts({ ...drafting, publish }),
      /** Publishes these documents, and retires these keys. */
      publish: (text: string, options: { retire?: string[]; on?: number; origin?: 'file' | 'page' } = {}) =>
        publish(
          {
            publish: written(text).map((each) => ({ definition: each.one, text: each.text })),
            retire: options.retire,
            origin: options.origin ?? 'page',
            by: 'ops',
          },
          options.on,
        ),
      marketing: (marketing: 'hold' | 'release') => publish({ marketing, origin: 'page', by: 'ops' }),
    }
  }

  return {
    store,
    draftStore,
    metaStore,
    testResults,
    clock,
    realClock,
    users,
    aProcess,
    drop: () => db.drop(),
  }
}
