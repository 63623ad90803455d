import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'

/** What is kept of one customer, whatever of it a simulation needs. */
export interface Records {
  /** As they are now. */
  customer: Customer
  /** Everything of theirs that is kept. */
  events: readonly KeluEvent[]
  /** Of the stretch, and of the weeks before it. */
  touches: readonly Touch[]
  /** Of the journey. */
  runs: readonly Run[]
}

/** Where the records of an installation come from. Implemented by models/simulation-reader.ts. */
export interface RecordPages {
  /** Everybody there is. */
  count(): Promise<number>
  /** People by id, a page at a time. */
  pages(of: { journeyId: string; touchesSince: Date; pageSize: number }): AsyncIterable<Records[]>
}
