import type { Schema } from 'mongoose'

/** The collections that figures are made of. */
export const figureSources = ['runs', 'touches', 'events', 'orders', 'tasks'] as const
export type FigureSource = (typeof figureSources)[number]

/** A moment at which a record counts. */
export interface CountedMoment<T> {
  /** Absent = it does not count there. */
  at: (record: Partial<T>) => Date | undefined
  /** What it counts as there, as far as that can change afterwards: as long as it is the same, the hour stands as it was counted. */
  as: (record: Partial<T>) => readonly unknown[]
  /** Every field these two read. */
  fields: readonly (keyof T & string)[]
}

export interface Counted<T> {
  source: FigureSource
  moments: readonly CountedMoment<T>[]
}

// By schema, so that a collection is declared in one place and no list of collections is kept beside it.
const declared = new WeakMap<object, Counted<never>>()

/** Declares when records of this collection count: every write that concerns such an hour then marks it (`hour-marks.ts`). */
export function countedBy<T>(schema: Schema<T>, counted: Counted<T>): void {
  declared.set(schema, counted as unknown as Counted<never>)
}

export function countedOf<T>(schema: Schema<T>): Counted<T> | undefined {
  return declared.get(schema) as unknown as Counted<T> | undefined
}
