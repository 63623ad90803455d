/** A day without a time, as `2026-12-01`, or a time of day in minutes; numbers and texts as they are. Empty cells are not told. */
export type Cell =
  | { kind: 'text'; text: string }
  | { kind: 'number'; number: number }
  | { kind: 'date'; day: string; minute: number }
  | { kind: 'time'; minute: number }
  | { kind: 'flag'; flag: boolean }
  /** What a formula came to that went wrong, `#N/A`. */
  | { kind: 'error'; text: string }

/** A row with something in it. `row` from 1, as the program shows it; a cell by its column from 0. */
export interface SheetRow {
  row: number
  cells: ReadonlyMap<number, Cell>
}

/** What a person sees in the cell; '' for an empty one. */
export function textOfCell(cell: Cell | undefined): string {
  switch (cell?.kind) {
    case undefined:
      return ''
    case 'text':
    case 'error':
      return cell.text.trim()
    case 'number':
      return String(cell.number)
    case 'date':
      return cell.day
    case 'time':
      return clock(cell.minute)
    case 'flag':
      return cell.flag ? 'TRUE' : 'FALSE'
  }
}

function clock(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/** `C7` for the third column of row 7. */
export function cellName(row: number, column: number): string {
  let name = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  }
  return `${name}${row}`
}

/** The column of a reference such as `AB12`, from 0; -1 when it is none. */
export function columnOf(reference: string): number {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference)?.[1]
  if (letters === undefined) return -1
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}
