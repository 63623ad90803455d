import { isAvailable } from './choose-assignee.ts'
import type { StaffDirectory } from './staff-directory.ts'
import { worksToday } from './working-hours.ts'

/** When salespeople work, by their working hours; somebody the directory does not know works when the company does. */
export function rosterOf({ all, hoursOf }: Pick<StaffDirectory, 'all' | 'hoursOf'>) {
  return {
    /** Whether some of their working time of that day is still to come. */
    async worksOn(userid: string, at: Date): Promise<boolean> {
      const member = (await all()).find(({ _id }) => _id === userid.toLowerCase())
      return member ? isAvailable(member, at) : worksToday(at, await hoursOf(undefined))
    },
  }
}
