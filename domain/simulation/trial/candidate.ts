import type { Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'

/** A customer thought up to be so or not so; `at` is the moment a condition is asked. */
export interface Candidate {
  customer: Customer
  events: KeluEvent[]
  /** Props of the event that begins the run. */
  entry: Record<string, unknown>
  at: Date
}

export function copyOf({ customer, events, entry, at }: Candidate): Candidate {
  return { customer: structuredClone(customer), events: [...events], entry: { ...entry }, at }
}
