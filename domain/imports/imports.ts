import { createHash } from 'node:crypto'
import { ulid } from 'ulid'
import type { ImportBadRow, ImportBadRowStore } from '../../models/import-bad-rows.ts'
import type { ImportFileStore } from '../../models/import-files.ts'
import type { ImportHeldRowStore } from '../../models/import-held-rows.ts'
import type { ImportMappingStore } from '../../models/import-mappings.ts'
import type { Import, ImportChange, ImportMapping, ImportState, ImportStore } from '../../models/imports.ts'
import type { Clock } from '../clock.ts'
import type { Sealing } from '../customers/sealing.ts'
import { DomainError } from '../errors.ts'
import { localTime } from '../local-time.ts'
import type { Log } from '../log.ts'
import { SheetError } from '../spreadsheet/sheet-error.ts'
import { createAdvance } from './advance.ts'
import { badRowFile } from './bad-row-file.ts'
import { type ImportDesk, type ImportKindName, type Imports, importKinds } from './contract.ts'
import { openAs, openTable, type TableForm, type TableRow } from './file/table.ts'
import { guessMapping, mappingKey } from './guess-mapping.ts'
import { createHeldRows } from './held-rows.ts'
import { createKeptFiles, mostFileBytes, partBytes } from './kept-file.ts'
import type { ImportKind, KindColumns } from './kind.ts'

const dayMs = 86_400_000
/** How long the file and its bad rows are kept, and how long what it came to. */
export const fileKeptDays = 30
const importKeptDays = 400
const badRowsPage = 1_000

/** What people do with files on their way in: whoever has the store may, whichever process does the work. */
export function createImportDesk(deps: {
  stores: {
    imports: ImportStore
    importFiles: ImportFileStore
    importBadRows: ImportBadRowStore
    importHeldRows: ImportHeldRowStore
    importMappings: ImportMappingStore
  }
  kinds: Record<ImportKindName, KindColumns>
  seal: Pick<Sealing, 'seal' | 'unseal'>
  /** Told when one went on. */
  announce(id: string): void
  clock: Clock
  /** What the store removes things by. */
  realClock: Clock
}): ImportDesk {
  const { stores, kinds, clock, realClock } = deps
  const files = createKeptFiles({ store: stores.importFiles, seal: deps.seal })
  const held = createHeldRows({ store: stores.importHeldRows, seal: deps.seal })

  async function mustBe(id: string, states: readonly ImportState[]): Promise<Import> {
    const one = await stores.imports.find(id)
    if (one === null) throw new DomainError('import.not_found', { id })
    if (!states.includes(one.state)) throw new DomainError('import.moved', { id, state: one.state })
    return one
  }

  async function goOn(one: Import, change: ImportChange): Promise<Import> {
    const after = await stores.imports.goOn(one, { ...change, movedAt: realClock.now() })
    if (after === null) throw new DomainError('import.moved', { id: one._id })
    deps.announce(one._id)
    return after
  }

  const kindOf = ({ kind }: Pick<Import, 'kind'>): KindColumns => kinds[kind as ImportKindName]

  function begin(given: Parameters<Imports['begin']>[0]): Import {
    if (!importKinds.includes(given.kind)) throw new DomainError('request.malformed', { field: 'kind' })
    if (given.sizeBytes > mostFileBytes) {
      throw refused(`文件超过 ${mostFileBytes / 1_048_576} MB：分成几个文件再上传`)
    }
    if (given.sizeBytes < 1) throw refused('这个文件是空的')
    const now = realClock.now().getTime()
    return {
      _id: `i_${ulid()}`,
      ...given,
      state: 'uploading',
      step: 0,
      at: clock.now(),
      row: 0,
      counts: {},
      fileUntil: new Date(now + fileKeptDays * dayMs),
      expiresAt: new Date(now + importKeptDays * dayMs),
    }
  }

  async function remembered(kind: ImportKindName, headers: readonly string[]): Promise<ImportMapping> {
    const targets = kinds[kind].targets()
    const known = await stores.importMappings.find(mappingKey(kind, headers))
    if (known === null) return guessMapping(headers, targets)
    // A trait may be gone since.
    const ids = new Set(targets.map(({ id }) => id))
    const columns = known.columns.map((target) => (target !== null && ids.has(target) ? target : null))
    return { columns, fixed: known.fixed }
  }

  /** @throws `import.refused` where rows could not say who or what they are about */
  function checkMapping({ columns, fixed }: ImportMapping, one: Import): void {
    const kind = kindOf(one)
    const targets = new Map(kind.targets().map((target) => [target.id, target]))
    const used = columns.filter((target) => target !== null)
    if (columns.length !== (one.headers ?? []).length) throw new DomainError('import.moved', { id: one._id })
    const unknown = [...used, ...Object.keys(fixed)].find((target) => !targets.has(target))
    if (unknown !== undefined) throw new DomainError('request.malformed', { target: unknown })
    const twice = used.find((target, at) => used.indexOf(target) !== at)
    if (twice !== undefined) throw refused(`「${targets.get(twice)?.name}」选了两列，只能是一列`)
    const notFixable = Object.keys(fixed).find((target) => !targets.get(target)?.fixable)
    if (notFixable !== undefined) throw new DomainError('request.malformed', { target: notFixable })
    for (const group of kind.needs) {
      if (group.some((target) => used.includes(target))) continue
      const names = group.flatMap((target) => targets.get(target)?.name ?? [])
      throw refused(`至少要有一列是：${names.join('、')}`)
    }
  }

  async function rowsBehind(one: Import): Promise<AsyncIterable<TableRow>> {
    return (await openAs(files.bytes(one), one.form as TableForm)).rows()
  }

  async function* badRowsOf(id: string): AsyncGenerator<ImportBadRow> {
    for (let after = 0; ; ) {
      const page = await stores.importBadRows.page(id, after, badRowsPage)
      yield* page
      const last = page.at(-1)
      if (last === undefined || page.length < badRowsPage) return
      after = last.row
    }
  }

  return {
    async begin(file) {
      const one = begin(file)
      await stores.imports.insert(one)
      deps.announce(one._id)
      return one
    },

    async addPart(id, number, bytes) {
      const one = await mustBe(id, ['uploading'])
      const last = Math.ceil(one.sizeBytes / partBytes) - 1
      const length = number === last ? one.sizeBytes - last * partBytes : partBytes
      if (number > last || bytes.length !== length)
        throw new DomainError('request.malformed', { part: number })
      await files.savePart(id, number, bytes, one.fileUntil)
    },

    async read(id) {
      const one = await mustBe(id, ['uploading'])
      try {
        const bytes = files.bytes(one)
        const sha256 = createHash('sha256')
        for await (const chunk of bytes()) sha256.update(chunk)
        const { form, headers } = await openTable(bytes)
        const mapping = await remembered(one.kind as ImportKindName, headers)
        return await goOn(one, { state: 'mapping', sha256: sha256.digest('hex'), form, headers, mapping })
      } catch (error) {
        if (!(error instanceof SheetError)) throw error
        await files.remove(id)
        return goOn(one, { state: 'refused', says: error.message, endedAt: clock.now() })
      }
    },

    async firstRows(one, count) {
      const first: TableRow[] = []
      if (one.form === undefined || one.fileUntil <= realClock.now()) return first
      try {
        for await (const row of await rowsBehind(one)) {
          first.push(row)
          if (first.length === count) break
        }
      } catch (error) {
        // What is wrong with it is told where it is read as a whole.
        if (!(error instanceof SheetError)) throw error
      }
      return first
    },

    targets: (kind) => kinds[kind].targets(),

    async check(id, mapping) {
      const one = await mustBe(id, ['mapping', 'checked'])
      checkMapping(mapping, one)
      await stores.importBadRows.remove(id)
      await held.remove(id)
      const { headers = [], kind } = one
      await stores.importMappings.remember({ _id: mappingKey(kind, headers), ...mapping, at: clock.now() })
      return goOn(one, { state: 'checking', mapping, row: 0, counts: {}, checked: null, pending: null })
    },

    async run(id) {
      const one = await mustBe(id, ['checked'])
      const file = createHash('sha256')
        .update(JSON.stringify([one.kind, one.sha256, one.mapping]))
        .digest('hex')
      const first = await stores.imports.takeFile({ _id: file, import: id, at: clock.now() })
      if (first.import !== id) {
        const day = localTime(first.at).toFormat('yyyy年M月d日 HH:mm')
        throw refused(`这个文件 ${day} 已经按同样的对应关系导入过，不会再导入一遍`)
      }
      return goOn(one, { state: 'running', startedAt: clock.now(), row: 0, counts: {} })
    },

    async cancel(id) {
      const one = await mustBe(id, ['uploading', 'mapping', 'checking', 'checked', 'running'])
      await held.remove(id)
      return goOn(one, { state: 'cancelled', endedAt: clock.now() })
    },

    async *badRows(one) {
      if (one.form === undefined) return
      yield* badRowFile(await openAs(files.bytes(one), one.form as TableForm), badRowsOf(one._id))
    },
  }
}

/** Files of members, orders and the like on their way in: read, checked, then taken over row by row by a job that may be killed at any point. */
export function createImports(
  deps: Parameters<typeof createImportDesk>[0] & {
    kinds: Record<ImportKindName, ImportKind>
    /** Rows of one stretch; 500 unless said. */
    batchRows?: number
    log: Log
  },
): Imports {
  const { stores, clock } = deps
  return {
    ...createImportDesk(deps),
    nextAt: async () => ((await stores.imports.nextAtWork()) === null ? null : clock.now()),
    advance: createAdvance({
      ...deps,
      store: stores.imports,
      badRows: stores.importBadRows,
      files: createKeptFiles({ store: stores.importFiles, seal: deps.seal }),
      held: createHeldRows({ store: stores.importHeldRows, seal: deps.seal }),
    }),
  }
}

function refused(says: string): DomainError {
  return new DomainError('import.refused', { says })
}
