import type { KeluEvent } from '../../models/event.ts'

/** Something that becomes an event when its time comes. */
export interface Reminder {
  /** Which events say that it is to be looked out for, or no longer. */
  wants(event: KeluEvent): boolean
  onEvent(event: KeluEvent): Promise<void>
  /** Tells what is due, a bounded batch; returns how many it looked at. */
  sweep(): Promise<number>
  nextDueAt(): Promise<Date | null>
}
