import type { Roster } from '../../models/rosters.ts'
import type { LocalWindow } from '../local-time.ts'
import { shiftOn } from './shift-of.ts'

/** The rosters of all departments as one. */
export interface Rosters {
  /** The shifts of somebody by local day, null = off; undefined when no roster of their department names them. */
  shiftsOf(department: string, userid: string): ((day: string) => LocalWindow | null) | undefined
}

export const noRosters: Rosters = { shiftsOf: () => undefined }

export function rostersOf(all: readonly Roster[]): Rosters {
  const byDepartment = new Map(all.map((roster) => [roster._id, roster]))
  return {
    shiftsOf(department, userid) {
      const roster = byDepartment.get(department)
      if (!roster?.week.some((row) => row.userid === userid)) return undefined
      return (day) => shiftOn(roster, userid, day)
    },
  }
}
