import type { Connection } from 'mongoose'
import { collectionOf, date, listOf, modelOf, number, partOf, text } from './collection.ts'
import { unlessPresent } from './duplicates.ts'

/** A shift by its name, local minutes since midnight. */
export interface Shift {
  name: string
  fromMinute: number
  toMinute: number
}

/** What somebody works in any week, Monday first: names of shifts, or that they are off. */
export interface RosterRow {
  /** Lower case. */
  userid: string
  days: string[]
}

/** What one day is otherwise for somebody. */
export interface RosterException {
  /** As `2026-12-01`. */
  day: string
  userid: string
  shift: string
}

/** The weekly roster 排班 of a department. */
export interface Roster {
  /** Department of the staff directory. */
  _id: string
  /** Counts up by one with each change. */
  rev: number
  shifts: Shift[]
  week: RosterRow[]
  /** By day, then userid. */
  exceptions: RosterException[]
  /** Who changed it last, and when (real time). */
  by: string
  at: Date
}

const schema = collectionOf<Roster>('rosters', {
  _id: text,
  rev: number,
  shifts: listOf(partOf<Shift>({ name: text, fromMinute: number, toMinute: number })),
  week: listOf(partOf<RosterRow>({ userid: text, days: listOf(String) })),
  exceptions: listOf(partOf<RosterException>({ day: text, userid: text, shift: text })),
  by: text,
  at: date,
})

export type RosterStore = ReturnType<typeof createRosterStore>

/** Rosters, one a department. */
export function createRosterStore(connection: Connection) {
  const rosters = modelOf(connection, schema)

  return {
    find: (department: string): Promise<Roster | null> =>
      rosters.findOne({ _id: department }).lean<Roster>().exec(),
    /** Every one: chains have hundreds of shops. */
    all: (): Promise<Roster[]> => rosters.find().sort({ _id: 1 }).limit(5_000).lean<Roster[]>().exec(),
    /** False when somebody else changed it meanwhile: the one before it has `rev - 1`, and the first one is 1. */
    async save(roster: Roster): Promise<boolean> {
      if (roster.rev === 1) return unlessPresent(rosters.collection.insertOne(roster as never))
      const before = { _id: roster._id, rev: roster.rev - 1 }
      return (await rosters.replaceOne(before, roster)).matchedCount > 0
    },
    /** False when somebody else changed it meanwhile. */
    async remove(department: string, rev: number): Promise<boolean> {
      return (await rosters.deleteOne({ _id: department, rev })).deletedCount > 0
    },
  }
}
