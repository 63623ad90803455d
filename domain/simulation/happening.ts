import type { Customer, Slot } from '../../models/customer.ts'
import type { CustomerChange, NewEvent } from '../customers/contract.ts'
import type { TouchSignal } from '../outreach/contract.ts'

/** Something that comes from outside the journey that is simulated, at the time it becomes known. */
export type Happening = { at: Date } & (
  | { kind: 'event'; event: NewEvent }
  /** The customer became another by something no event of theirs explains. */
  | { kind: 'change'; change: CustomerChange; cause: string }
  /** An address of theirs became known, or was lost. */
  | { kind: 'profile'; edit(customer: Customer): Customer }
  | { kind: 'signal'; signal: TouchSignal }
  /** A message that is not of this journey went to them. */
  | { kind: 'slot'; slot: Slot }
  /** Somebody is put on the journey by hand. */
  | { kind: 'enter'; cause: string }
  /** What time alone changes is looked at. */
  | { kind: 'look' }
  /** The mini-program asks for waiting pop-ups. */
  | { kind: 'popups' }
  /** A run that was under way before left the journey. */
  | { kind: 'runEnded'; runId: string; reason: string }
)

export const byTime = (a: Happening, b: Happening): number => a.at.getTime() - b.at.getTime()
