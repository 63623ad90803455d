import { parseAllDocuments } from 'yaml'
import { createDefinitionStore, type DefinitionStore } from '../../../models/definitions.ts'
import { mendIndexes } from '../../../models/indexes.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { testDatabase } from '../../../test/testing/database.ts'
import { type AnyDefinition, definitionKinds, definitionSchemas } from '../../language/definitions.ts'
import { silentLog } from '../../log.ts'
import { checkTogether, type TogetherFault } from '../check-together.ts'
import { createPublish } from '../publish.ts'
import { createPublished } from '../published.ts'

/** What these documents define, each checked only by itself; each stands beside its text. */
export function written(text: string): { one: AnyDefinition; text: string }[] {
  return parseAllDocuments(text).flatMap((document) => {
    const value: unknown = document.toJS()
    if (value === null) return []
    const kind = definitionKinds.find((name) => name in (value as object)) ?? 'journey'
    const one = { kind, definition: definitionSchemas[kind].parse(value) } as AnyDefinition
    return [{ one, text: text.slice(document.range[0], document.range[2]) }]
  })
}

/** Publishers and readers on one store, as in several processes. */
export async function aDefinitionsWorld() {
  const db = await testDatabase()
  const store = createDefinitionStore(db.connection)
  await mendIndexes(db.connection)
  const clock = movableClock()
  const users: TogetherFault[] = []

  /** A process of its own; `through` stands between it and the store. */
  function aProcess(through: (store: DefinitionStore) => DefinitionStore = (same) => same) {
    const own = through(store)
    const published = createPublished({ store: own, log: silentLog })
    const publish = createPublish({
      store: own,
      published,
      check: checkTogether,
      users: async (keys) => users.filter(({ key }) => keys.includes(key)),
      clock,
    })
    return {
      published,
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

  return { store, clock, users, aProcess, drop: () => db.drop() }
}
