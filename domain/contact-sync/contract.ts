import type { createRenameStaff } from './rename-staff.ts'
import type { StaffSync } from './staff-sync.ts'
import type { createTakePair } from './take-pair.ts'

/** Asked between two pages. */
export interface SyncControl {
  shouldStop(): boolean
  /** Says that it goes on. */
  touch(): Promise<void>
}

export interface ContactSync {
  /** When the next round is due; past while one is under way and WeCom is not to be left alone. */
  nextAt(): Promise<Date>
  /** Has a round made now, by whoever runs jobs; false when one is under way already. */
  ask(): Promise<boolean>
  /**
   * Goes on with the round that is due until it is through, is to stop, or WeCom wants to be left alone. Taken up again, by whichever
   * process and however much later, it goes on where it was; doing a page twice changes nothing.
   */
  advance(control: SyncControl): Promise<{ isThrough: boolean }>
  /** Of single members and departments, as callbacks tell of them. */
  staff: Pick<StaffSync, 'takeOne' | 'takeDepartments'>
  rename: ReturnType<typeof createRenameStaff>
  takePair: ReturnType<typeof createTakePair>
}
