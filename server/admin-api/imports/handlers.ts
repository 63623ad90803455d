import type { Clock } from '../../../domain/clock.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { ImportKindName, Imports } from '../../../domain/imports/contract.ts'
import type { TableForm } from '../../../domain/imports/file/table.ts'
import { importDeed } from '../../../domain/imports/import-deed.ts'
import { partBytes } from '../../../domain/imports/kept-file.ts'
import { textIn } from '../../../domain/imports/read-cell.ts'
import { stillSince } from '../../../domain/imports/still-since.ts'
import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { Caller } from '../../../domain/members/caller.ts'
import type { Import, ImportStore } from '../../../models/imports.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { imports as contract } from './contract.ts'

const rowsShown = 5
const longestCell = 60

/** Files people bring in. Who uploaded one sees what stands in it; all who may import see what it came to. */
export function createImportHandlers(deps: {
  imports: Imports
  store: Pick<ImportStore, 'find' | 'list' | 'nextAtWork'>
  auditLog: Pick<AuditLog, 'record'>
  realClock: Clock
}): Handlers<typeof contract> {
  const { imports, store, auditLog, realClock } = deps

  async function mustFind(id: string): Promise<Import> {
    const one = await store.find(id)
    if (one === null) throw new DomainError('import.not_found', { id })
    return one
  }

  /** In the words of what is wrong with the file. */
  async function inWords<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'import.refused') throw error
      throw new AdminRefusal(422, error.code, String(error.data.says))
    }
  }

  async function noted(caller: Caller, deed: 'checked' | 'run' | 'cancelled', work: () => Promise<Import>) {
    const one = await inWords(work)
    await auditLog.record(caller, importDeed(deed, one))
    return presentHead(one)
  }

  return {
    async list({ query: { after, limit } }) {
      const found = await store.list(after ?? null, limit + 1)
      const items = found.slice(0, limit)
      return {
        items: items.map(presentHead),
        next: found.length > limit ? (items.at(-1)?._id ?? null) : null,
      }
    },

    async find({ params: { id }, caller }) {
      const one = await mustFind(id)
      const first = one.by.id === caller.memberId ? await imports.firstRows(one, rowsShown) : []
      const { headers = [], mapping = { columns: [], fixed: {} } } = one
      return {
        ...presentHead(one),
        form: one.form === undefined ? null : sayForm(one.form as TableForm),
        columns: headers.map((header, at) => ({ header, target: mapping.columns[at] ?? null })),
        fixed: mapping.fixed,
        stillSince: await stillSince(one, { store, now: realClock.now() }),
        targets: imports.targets(presentHead(one).kind).map(({ id: target, name, hint, fixable }) => ({
          id: target,
          name,
          hint: hint ?? null,
          isFixable: fixable === true,
        })),
        firstRows: first.map(({ row, cells }) => ({
          row,
          cells: Array.from(cells, (cell) => textIn(cell).slice(0, longestCell)),
        })),
      }
    },

    async begin({ body, caller }) {
      const by = { id: caller.memberId, name: caller.name }
      const one = await inWords(() => imports.begin({ ...body, by }))
      return { id: one._id, partBytes }
    },

    async addPart({ params: { id, number }, body }) {
      await imports.addPart(id, number, body)
      return {}
    },

    async read({ params: { id } }) {
      return presentHead(await inWords(() => imports.read(id)))
    },

    check: ({ params: { id }, body, caller }) => noted(caller, 'checked', () => imports.check(id, body)),
    run: ({ params: { id }, caller }) => noted(caller, 'run', () => imports.run(id)),
    cancel: ({ params: { id }, caller }) => noted(caller, 'cancelled', () => imports.cancel(id)),

    async badRows({ params: { id }, caller }) {
      const one = await mustFind(id)
      // They are told in clear: to whoever has the file anyway, or answers for all of it.
      if (one.by.id !== caller.memberId && caller.role !== 'owner') {
        throw new AdminRefusal(
          403,
          'role.forbidden',
          `这个文件是${one.by.name}上传的，只有本人和负责人能下载`,
        )
      }
      await auditLog.record(caller, {
        action: 'import.bad_rows',
        on: `import:${id}`,
        details: { name: one.name },
      })
      return { name: `${one.name.replace(/\.\w+$/, '')} 没有导入的行.csv`, pieces: imports.badRows(one) }
    },
  }
}

const encodingNames = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  gb18030: 'GBK / GB 18030',
} as const
const delimiterNames = { ',': '逗号', '\t': '制表符', ';': '分号' } as const

function sayForm(form: TableForm): string {
  if (form.kind === 'xlsx') return 'Excel 工作簿，第一张看得见的表'
  return `${encodingNames[form.encoding]} 编码，${delimiterNames[form.delimiter]}分隔`
}

function presentHead(one: Import) {
  return {
    id: one._id,
    kind: one.kind as ImportKindName,
    name: one.name,
    sizeBytes: one.sizeBytes,
    state: one.state,
    by: one.by.name,
    at: one.at,
    row: one.row,
    counts: one.counts,
    checked: one.checked ?? null,
    says: one.says ?? null,
    startedAt: one.startedAt ?? null,
    endedAt: one.endedAt ?? null,
    fileUntil: one.fileUntil,
  }
}
