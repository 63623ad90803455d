import type { Epoch } from '../spreadsheet/serial-date.ts'
import type { Fault, FaultCode } from './faults.ts'
import type { Given, TableRow } from './file/table.ts'
import { type Around, cellsOf } from './kind.ts'
import { isErrorCell, type Read, readMoment, readText } from './read-cell.ts'

export type RowTerms = Pick<Around, 'mapping' | 'headers' | 'form' | 'now'>

/** One row by what its columns are; all that is wrong with it gathers in `faults`. */
export interface RowReader {
  faults: Fault[]
  /** What columns and words for all rows say something about. */
  targets: readonly string[]
  take<T>(target: string, read: (cell: Given | undefined) => Read<T>): T | undefined
  text(target: string, longest: number): string | undefined
  /** A moment that is over; one to come is a fault. */
  past(target: string): Date | undefined
  moment(target: string): Date | undefined
  fault(target: string, code: FaultCode): void
}

export const epochOf = ({ form }: Pick<Around, 'form'>): Epoch => (form.kind === 'xlsx' ? form.epoch : 1900)

export function openRow(row: TableRow, around: RowTerms): RowReader {
  const faults: Fault[] = []
  const byTarget = new Map<string, { cell: Given | undefined; column: string }>()
  if (row.cells.slice(around.headers.length).some((cell) => cell !== undefined && cell !== ''))
    faults.push({ code: 'cells' })
  for (const { target, column, cell } of cellsOf(row, around)) {
    if (isErrorCell(cell)) faults.push({ code: 'formulaError', column })
    else byTarget.set(target, { cell, column })
  }
  for (const [target, cell] of Object.entries(around.mapping.fixed)) {
    if (!byTarget.has(target)) byTarget.set(target, { cell, column: target })
  }

  function fault(target: string, code: FaultCode): void {
    const column = byTarget.get(target)?.column
    faults.push({ code, ...(column !== undefined && { column }) })
  }
  function take<T>(target: string, read: (cell: Given | undefined) => Read<T>): T | undefined {
    const at = byTarget.get(target)
    if (at === undefined) return undefined
    const said = read(at.cell)
    if (said === null) return undefined
    if ('value' in said) return said.value
    faults.push({ code: said.fault, column: at.column })
    return undefined
  }
  const moment = (target: string) => take(target, (cell) => readMoment(cell, epochOf(around)))

  return {
    faults,
    targets: [...byTarget.keys()],
    take,
    fault,
    moment,
    text: (target, longest) => take(target, (cell) => readText(cell, longest)),
    past(target) {
      const at = moment(target)
      if (at !== undefined && at > around.now) fault(target, 'dayAhead')
      return at
    },
  }
}

type Present<T> = { [Field in keyof T]?: Exclude<T[Field], undefined> }

/** Without what is undefined. */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>
}
