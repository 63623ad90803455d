import { SheetError } from '../spreadsheet/sheet-error.ts'
import type { Table, TableRow } from './file/table.ts'
import { type Around, cellsOf, type RowGroups } from './kind.ts'
import { readId } from './read-cell.ts'

export const groupLimits = {
  /** Groups whose rows do not stand together: more, and the file is in no order at all. */
  scattered: 200_000,
  /** Rows of what may be one scattered group, or several that look alike. */
  alike: 5_000,
} as const

/** Bits by which groups are told apart: at most 32 MB of them. */
const bits = { fewest: 2 ** 20, most: 2 ** 28 }

export interface FoundGroups {
  /** Whether the second row goes on with what the first one belongs to. */
  isOneRun(row: TableRow, next: TableRow): boolean
  /** The mark of the group whose rows stand in several places, and its last row; null of any other. */
  scatteredAt(row: TableRow): { mark: number; lastRow: number } | null
}

/**
 * Looks through a whole file for rows that belong together and do not stand together, in memory that does not grow with its rows. Two
 * groups of one mark are taken for one that is scattered: that holds them back longer, and nothing else.
 * @throws SheetError for a file whose rows cannot be put together like this
 */
export async function findGroups(
  table: Table,
  { target, mostRows, name }: RowGroups,
  around: Pick<Around, 'mapping' | 'headers'> & { sizeBytes: number },
): Promise<FoundGroups> {
  const size = Math.min(bits.most, Math.max(bits.fewest, 2 ** Math.ceil(Math.log2(around.sizeBytes * 2))))
  const seen = new Uint8Array(size / 8)
  const scattered = new Map<number, { lastRow: number; rows: number }>()
  const groupOf = (row: TableRow): string | null => {
    const cell = cellsOf(row, around).find((one) => one.target === target)?.cell
    const read = readId(cell)
    return read !== null && 'value' in read ? read.value : null
  }

  let run: { group: string | null; mark: number; rows: number } = { group: null, mark: -1, rows: 0 }
  for await (const row of table.rows()) {
    const group = groupOf(row)
    if (group === null || group !== run.group) {
      run = { group, mark: group === null ? -1 : markOf(group, size), rows: 0 }
      if (group !== null && isSeen(run.mark)) note(run.mark)
    }
    run.rows += 1
    if (group === null) continue
    if (run.rows > mostRows)
      throw new SheetError(
        `到第 ${row.row} 行，同一个${name}已经有 ${mostRows} 行以上：检查${name}选对了列没有`,
      )
    const one = scattered.get(run.mark)
    if (one === undefined) continue
    one.lastRow = row.row
    one.rows += 1
    if (one.rows > groupLimits.alike) throw new SheetError(tooScattered)
  }

  return {
    isOneRun: (row, next) => groupOf(row) !== null && groupOf(row) === groupOf(next),
    scatteredAt(row) {
      const group = groupOf(row)
      if (group === null) return null
      const mark = markOf(group, size)
      const one = scattered.get(mark)
      return one === undefined ? null : { mark, lastRow: one.lastRow }
    },
  }

  /** Whether it was seen before; from now on it was. */
  function isSeen(mark: number): boolean {
    const [place, bit] = [mark >>> 3, 1 << (mark & 7)]
    const before = ((seen[place] ?? 0) & bit) !== 0
    seen[place] = (seen[place] ?? 0) | bit
    return before
  }

  function note(mark: number): void {
    if (scattered.has(mark)) return
    if (scattered.size >= groupLimits.scattered) throw new SheetError(tooScattered)
    scattered.set(mark, { lastRow: 0, rows: 0 })
  }
}

const tooScattered = '同一个订单的行散在太多地方：在 Excel 里按订单号排好序再上传'

/** FNV-1a, stirred once more so that its low bits are as good as the others; `size` is a power of two. */
function markOf(text: string, size: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash ^= hash >>> 13
  return (hash >>> 0) & (size - 1)
}
