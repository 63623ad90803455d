/** Something that becomes an event when its time comes. */
export interface Reminder {
  /** Tells what is due, a bounded batch; returns how many it looked at. */
  sweep(): Promise<number>
  nextDueAt(): Promise<Date | null>
}
