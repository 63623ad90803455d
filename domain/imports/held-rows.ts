import type { ImportHeldRowStore } from '../../models/import-held-rows.ts'
import type { Import } from '../../models/imports.ts'
import type { Sealing } from '../customers/sealing.ts'
import type { TableRow } from './file/table.ts'
import type { FoundGroups } from './row-groups.ts'

/** Rows of a stretch that can be judged, with those of before that belong to them. */
export function createHeldRows({
  store,
  seal,
}: {
  store: ImportHeldRowStore
  seal: Pick<Sealing, 'seal' | 'unseal'>
}) {
  return {
    /**
     * Holds back, sealed, the rows whose others stand behind `until`, and gives the rest, with what was held back for them. Done again
     * it does the same.
     */
    async wholeGroups(
      one: Pick<Import, '_id' | 'fileUntil'>,
      rows: readonly TableRow[],
      groups: FoundGroups,
    ): Promise<TableRow[]> {
      const until = rows.at(-1)?.row ?? 0
      const placed = rows.map((row) => ({ row, group: groups.scatteredAt(row) }))
      const early = placed.flatMap(({ row, group }) =>
        group !== null && group.lastRow > until ? [{ row, group }] : [],
      )
      await store.hold(
        early.map(({ row: { row, cells }, group }) => ({
          _id: `${one._id}:${row}`,
          import: one._id,
          row,
          group: group.mark,
          sealed: seal.seal(JSON.stringify(cells)),
          expiresAt: one.fileUntil,
        })),
      )
      const ending = new Set(
        placed.flatMap(({ group }) => (group !== null && group.lastRow <= until ? group.mark : [])),
      )
      const held = ending.size === 0 ? [] : await store.ofGroups(one._id, [...ending])
      const isEarly = new Set(early.map(({ row }) => row))
      return [
        ...held.map(({ row, sealed }) => ({
          row,
          cells: (JSON.parse(seal.unseal(sealed)) as (TableRow['cells'][number] | null)[]).map(
            (cell) => cell ?? undefined,
          ),
        })),
        ...rows.filter((row) => !isEarly.has(row)),
      ]
    },

    remove: store.remove,
  }
}

export type HeldRows = ReturnType<typeof createHeldRows>
