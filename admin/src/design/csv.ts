/** So that Excel on a Chinese Windows reads it as UTF-8. */
const mark = '\uFEFF'

export type Columns<Row> = readonly [title: string, cell: (row: Row) => string | number | null][]

/** A table as Excel opens it: marked, quoted, with its line ends. */
export function csvOf<Row>(columns: Columns<Row>, rows: readonly Row[]): string {
  const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))]
  return (
    mark +
    lines
      .map((cells) => cells.map(quoted).join(','))
      .join('\r\n')
      .concat('\r\n')
  )
}

function quoted(cell: string | number | null): string {
  if (cell === null) return '""'
  // What begins like a formula would be one.
  const text = typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell)
  return `"${text.replaceAll('"', '""')}"`
}

/** Gives the browser a table to keep; the address lives as long as the click needs it. */
export function saveCsv(name: string, csv: string): void {
  const address = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
