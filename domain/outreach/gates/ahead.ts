import type { Channel } from '../../../models/customer.ts'

/** A message a customer will have got before one that is only planned. */
export interface GotBefore {
  at: Date
  channel: Channel
  /** That of a group-send, which counts towards WeCom's own quota. */
  isGroupSend: boolean
}

/** What other flows and broadcasts will have taken by the time of a message that is only planned. */
export interface Ahead {
  /** How many things a salesperson is asked to confirm on its day before it, that hold no place yet. */
  tasksOf(sender: string): number
  of(customerId: string): readonly GotBefore[]
}

export const nothingAhead: Ahead = { tasksOf: () => 0, of: () => [] }
