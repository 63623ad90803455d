import type { Import, ImportCounts, ImportMapping } from '../../models/imports.ts'
import type { Fault } from './faults.ts'
import type { Given, TableForm, TableRow } from './file/table.ts'

/** What a column may be. */
export interface Target {
  id: string
  /** zh-CN */
  name: string
  /** Headers it is guessed by, beside its name: lower case, without blanks and underscores. */
  aliases: readonly string[]
  /** What people should know before they choose it (zh-CN). */
  hint?: string
  /** May be said once for all rows. */
  fixable?: true
}

export interface BadRow {
  row: number
  faults: Fault[]
}

/** Rows as they were judged: what they come to, and the way to take them over. */
export interface Batch {
  counts: ImportCounts
  bad: BadRow[]
  /** Takes over what is good, as history; safe to run twice. Returns rows that could not be taken after all. */
  write(): Promise<BadRow[]>
}

export interface Around {
  of: Pick<Import, '_id' | 'name'>
  headers: readonly string[]
  mapping: ImportMapping
  form: TableForm
  now: Date
}

/** Rows of one group are judged together, wherever in the file they stand. */
export interface RowGroups {
  /** Whose value they have in common. */
  target: string
  /** What that is called (zh-CN). */
  name: string
  /** More, and the column is another one than was said. */
  mostRows: number
}

/** What may stand in a kind of file. */
export interface KindColumns {
  /** zh-CN */
  name: string
  targets(): readonly Target[]
  /** Of which at least one column must be there (ids), by group. */
  needs: readonly (readonly string[])[]
}

/** A kind of file: what may stand in it, and what its rows do. */
export interface ImportKind extends KindColumns {
  /** Absent: each row stands for itself. */
  groups?: RowGroups
  judge(rows: readonly TableRow[], around: Around): Promise<Batch>
}

/** The cells of a row by what they are; of two columns of one target, both. */
export function cellsOf(
  { cells }: TableRow,
  { mapping, headers }: Pick<Around, 'mapping' | 'headers'>,
): { target: string; column: string; cell: Given | undefined }[] {
  return mapping.columns.flatMap((target, at) => {
    if (target === null) return []
    const said = cells[at] ?? undefined
    const isEmpty = said === undefined || (typeof said === 'string' && said.trim() === '')
    return [{ target, column: headers[at] ?? '', cell: isEmpty ? mapping.fixed[target] : said }]
  })
}

/** Adds up; neither is changed. */
export function plus(counts: ImportCounts, more: ImportCounts): ImportCounts {
  const sum = { ...counts }
  for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count
  return sum
}
