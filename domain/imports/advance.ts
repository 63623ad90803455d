import type { ImportBadRowStore } from '../../models/import-bad-rows.ts'
import type { Import, ImportChange, ImportStore } from '../../models/imports.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { SheetError } from '../spreadsheet/sheet-error.ts'
import type { ImportControl, ImportKindName } from './contract.ts'
import { openAs, type Table, type TableForm, type TableRow } from './file/table.ts'
import type { HeldRows } from './held-rows.ts'
import type { KeptFiles } from './kept-file.ts'
import { type Around, type BadRow, type ImportKind, plus } from './kind.ts'
import { type FoundGroups, findGroups } from './row-groups.ts'

/** Rows of one stretch: what is done again after a crash in the middle of it. */
const usualBatch = 500

/**
 * The work on files: rows are read in order, stretch by stretch. What a stretch comes to is noted before anything of it is written, and
 * that it is done afterwards; so whoever takes it up after a crash does that stretch again, which changes nothing, and counts it once.
 */
export function createAdvance(deps: {
  store: Pick<ImportStore, 'nextAtWork' | 'goOn'>
  badRows: Pick<ImportBadRowStore, 'note'>
  files: Pick<KeptFiles, 'bytes'>
  held: HeldRows
  kinds: Record<ImportKindName, ImportKind>
  announce(id: string): void
  batchRows?: number | undefined
  clock: Clock
  realClock: Clock
  log: Log
}) {
  const { store, badRows, files, held, kinds, batchRows = usualBatch, clock, realClock, log } = deps

  const goOn = (one: Import, change: ImportChange): Promise<Import | null> =>
    store.goOn(one, { ...change, movedAt: realClock.now() })

  async function noteBad(one: Import, bad: readonly BadRow[]): Promise<void> {
    await badRows.note(
      bad.map(({ row, faults }) => ({
        _id: `${one._id}:${row}`,
        import: one._id,
        row,
        faults,
        expiresAt: one.fileUntil,
      })),
    )
  }

  /** Null when somebody else goes on with it. */
  async function takeBatch(
    one: Import,
    { rows, groups }: { rows: readonly TableRow[]; groups: FoundGroups | null },
  ): Promise<Import | null> {
    const until = rows.at(-1)?.row ?? one.row
    const whole = groups === null ? rows : await held.wholeGroups(one, rows, groups)
    const around: Around = {
      of: one,
      headers: one.headers ?? [],
      mapping: one.mapping ?? { columns: [], fixed: {} },
      form: one.form as TableForm,
      // The same for each time it is done.
      now: one.startedAt ?? clock.now(),
    }
    const batch = await kinds[one.kind as ImportKindName].judge(whole, around)
    const pending = one.pending ?? { until, counts: batch.counts }
    if (one.state === 'checking') {
      await noteBad(one, batch.bad)
      return goOn(one, { row: until, counts: plus(one.counts, batch.counts) })
    }
    const begun = one.pending ? one : await goOn(one, { pending })
    if (begun === null) return null
    const failed = await batch.write()
    await noteBad(begun, [...batch.bad, ...failed])
    const counts = plus(plus(begun.counts, pending.counts), failed.length > 0 ? { bad: failed.length } : {})
    return goOn(begun, { row: until, counts, pending: null })
  }

  async function finish(one: Import): Promise<void> {
    await held.remove(one._id)
    if (one.state === 'checking')
      await goOn(one, { state: 'checked', checked: one.counts, row: 0, counts: {} })
    else await goOn(one, { state: 'done', endedAt: clock.now() })
    log.info({ import: one._id, kind: one.kind, ...one.counts }, 'an import was gone through')
  }

  async function groupsOf(one: Import, table: Table): Promise<FoundGroups | null> {
    const { groups } = kinds[one.kind as ImportKindName]
    if (groups === undefined) return null
    const { headers = [], mapping = { columns: [], fixed: {} }, sizeBytes } = one
    return findGroups(table, groups, { headers, mapping, sizeBytes })
  }

  async function goThrough(first: Import, control: ImportControl): Promise<{ isThrough: boolean }> {
    let one = first
    const table = await openAs(files.bytes(one), one.form as TableForm)
    const groups = await groupsOf(one, table)
    let rows: TableRow[] = []
    function isFullBefore(next: TableRow): boolean {
      const last = rows.at(-1)
      if (last === undefined) return false
      if (one.pending) return last.row === one.pending.until
      return rows.length >= batchRows && !groups?.isOneRun(last, next)
    }
    async function take(): Promise<'on' | 'stop' | 'lost'> {
      const after = await takeBatch(one, { rows, groups })
      rows = []
      if (after === null) return 'lost'
      one = after
      deps.announce(one._id)
      await control.touch()
      return control.shouldStop() ? 'stop' : 'on'
    }
    for await (const row of table.rows()) {
      if (row.row <= one.row) continue
      if (isFullBefore(row)) {
        const went = await take()
        if (went !== 'on') return { isThrough: went === 'lost' }
      }
      rows.push(row)
    }
    if (rows.length > 0 && (await take()) === 'lost') return { isThrough: true }
    await finish(one)
    deps.announce(one._id)
    return { isThrough: true }
  }

  return async function advance(control: ImportControl): Promise<{ isThrough: boolean }> {
    const one = await store.nextAtWork()
    if (one === null) return { isThrough: true }
    try {
      return await goThrough(one, control)
    } catch (error) {
      if (!(error instanceof SheetError)) throw error
      log.warn({ import: one._id, says: error.message }, 'a file cannot be read on')
      await refuse(one._id, error.message)
      return { isThrough: true }
    }
  }

  /** As it is now: it went on since it was read. */
  async function refuse(id: string, says: string): Promise<void> {
    const now = await store.nextAtWork()
    if (now?._id === id) await goOn(now, { state: 'refused', says, endedAt: clock.now() })
    deps.announce(id)
  }
}
