import type { Customer } from '../../models/customer.ts'
import type { Entry } from '../../models/entries.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Run } from '../../models/run.ts'
import type { Happening } from './happening.ts'

/** One customer as they were when the stretch began, and what happened to them in it. */
export interface Person {
  /** The beginning of the stretch, or when they were first known. */
  since: Date
  customer: Customer
  /** Before the stretch, as far as anybody looks back. */
  history: readonly KeluEvent[]
  /** How often they had entered by then. */
  entries: readonly Entry[]
  /** Runs that were under way by then: they stand, and end when they ended. */
  standing: readonly Run[]
  /** By time. */
  happenings: readonly Happening[]
}
