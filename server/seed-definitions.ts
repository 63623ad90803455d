import type { NewVersion } from '../domain/definitions/change.ts'
import { hasDefaultCode } from '../domain/definitions/default-code.ts'
import { keyOf, partsOf } from '../domain/definitions/keys.ts'
import type { Publish } from '../domain/definitions/publish.ts'
import type { Published } from '../domain/definitions/published.ts'
import { planSeed } from '../domain/definitions/seed.ts'
import { DomainError } from '../domain/errors.ts'
import type { AnyDefinition } from '../domain/language/definitions.ts'
import { readDefinitions, type Source } from '../domain/language/load.ts'
import type { Log } from '../domain/log.ts'
import type { Stores } from './wiring/stores.ts'

/** No channel code serves friends who came by no other: nobody unknown would be welcomed. */
export class NoDefaultCodeError extends Error {}

/**
 * Publishes what stands in the files and is not in the store yet. Whatever is wrong or in doubt is told and left as it is; the
 * rest goes on. Published on top of what was looked at: whoever changes something meanwhile is not overwritten.
 * @throws NoDefaultCodeError before anything is published
 */
export async function seedDefinitions(deps: SeedDeps): Promise<void> {
  while (!(await seedOnce(deps)))
    deps.log.debug({}, 'somebody published meanwhile; the files are looked at again')
}

interface SeedDeps {
  sources: Source[]
  published: Published
  publish: Publish
  store: Stores['definitions']
  drafts: Pick<Stores['drafts'], 'keys'>
  /** Business time. */
  now: Date
  log: Log
}

/** False when somebody published meanwhile; then nothing is done. */
async function seedOnce(deps: SeedDeps): Promise<boolean> {
  const { published, store, log } = deps
  const snapshot = await published.refresh()
  const { faults, warnings, written } = readDefinitions(
    deps.sources,
    deps.now,
    snapshot.definitions,
    (await deps.drafts.keys()).map(partsOf),
  )
  for (const fault of faults) log.error({ ...fault }, 'a definition was refused; the others are in use')
  for (const warning of warnings) log.warn({ ...warning }, 'a definition will not do all it says')

  const { publish, older, conflicts } = await planSeed(written, snapshot, store)
  refuseWithoutDefaultCode([
    ...publish.map(({ definition }) => definition),
    ...snapshot.definitions.filter(
      ({ kind, definition: { id } }) =>
        !publish.some(({ definition: one }) => one.kind === kind && one.definition.id === id),
    ),
  ])
  if (!(await publishFiles(publish, snapshot.number, deps))) return false

  if (older.length > 0) {
    log.warn({ older }, 'files say what an older version says and change nothing; `kelu push` publishes them')
  }
  if (conflicts.length > 0) {
    log.warn(
      { conflicts },
      'changed on the page since: their files change nothing; `kelu diff` shows the difference',
    )
  }
  return true
}

async function publishFiles(
  publish: readonly NewVersion[],
  on: number,
  deps: { publish: Publish; log: Log },
): Promise<boolean> {
  try {
    const { number, changes } = await deps.publish({ publish, origin: 'file', by: 'TEMPLATES_DIR' }, on)
    const keys = changes.map(({ key }) => key)
    deps.log.info({ publication: number, published: keys }, 'definitions published')
  } catch (error) {
    if (error instanceof DomainError && error.code === 'definitions.moved') return false
    if (!(error instanceof DomainError) || error.code !== 'definitions.refused') throw error
    const keys = publish.map(({ definition: { kind, definition } }) => keyOf(kind, definition.id))
    deps.log.error(
      { faults: error.data.faults, files: keys },
      'files do not go together with what is published; nothing of them is in use',
    )
  }
  return true
}

function refuseWithoutDefaultCode(all: readonly AnyDefinition[]): void {
  if (!hasDefaultCode(all)) throw new NoDefaultCodeError()
}
