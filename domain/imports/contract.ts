import type { Import, ImportMapping } from '../../models/imports.ts'
import type { Given } from './file/table.ts'
import type { Target } from './kind.ts'

/** Kinds of files, in the order pages show them. */
export const importKinds = ['customers', 'orders', 'tags', 'products', 'coupons'] as const
export type ImportKindName = (typeof importKinds)[number]

/** Asked between two batches. */
export interface ImportControl {
  shouldStop(): boolean
  /** Says that it goes on. */
  touch(): Promise<void>
}

/** What people do with files on their way in. */
export interface ImportDesk {
  /** Begins with a file that is to come. Throws `import.refused` for one that is too large. */
  begin(file: { kind: ImportKindName; name: string; sizeBytes: number; by: Import['by'] }): Promise<Import>
  /** Keeps a part of it, each but the last of `partBytes`; the same part again is that part. */
  addPart(id: string, number: number, bytes: Uint8Array): Promise<void>
  /** Reads how the whole file is written and guesses what its columns are, by what they were the last time. */
  read(id: string): Promise<Import>
  /** The first rows, as they stand in the file. */
  firstRows(one: Import, count: number): Promise<{ row: number; cells: readonly (Given | undefined)[] }[]>
  targets(kind: ImportKindName): readonly Target[]
  /** Says what the columns are and has the file checked: nothing is taken over by that. Throws `import.refused` where none says who it is about. */
  check(id: string, mapping: ImportMapping): Promise<Import>
  /** Has what was checked taken over. Throws `import.refused` when that was done with this very file. */
  run(id: string): Promise<Import>
  /** Ends it; what is taken over stays. */
  cancel(id: string): Promise<Import>
  /** The rows that are not taken, as a file written as the one they came in, with their reasons. */
  badRows(one: Import): AsyncIterable<Uint8Array>
}

export interface Imports extends ImportDesk {
  /** When there is something to be done. */
  nextAt(): Promise<Date | null>
  /** Goes on with the oldest that is to be checked or taken over, from where it was, by whichever process. */
  advance(control: ImportControl): Promise<{ isThrough: boolean }>
}
