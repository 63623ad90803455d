import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Rule } from '../language/rule.ts'

/** The events rules look back on. Implemented by the event store. */
export interface EventHistory {
  /** The newest `limit` of these names at or after `since`, by the customer ids they were born with. */
  history(
    customerIds: string[],
    wanted: { names: readonly string[]; since: Date; limit: number },
  ): Promise<KeluEvent[]>
}

/** Who is in which live segment. Implemented by the customer store. */
export interface Memberships {
  /** True when it is new. */
  joinSegment(customerId: string, segmentId: string): Promise<boolean>
  /** True when the customer was in it. */
  leaveSegment(customerId: string, segmentId: string): Promise<boolean>
}

/** Who a rule holds for, in pages of customer ids. */
export interface AudiencePages {
  pages(rule: Rule, options: PageOptions): AsyncIterable<string[]>
  /** The same for whoever goes on with them at once: a page is read when it is asked for. */
  crowds(rule: Rule, options: PageOptions): AsyncIterable<Crowd>
}

export interface Crowd {
  ids: string[]
  /** Themselves, as they were when this page was read; absent when more had to be read to tell who is in it. */
  customers?: Customer[]
}

/** The same, and where on earth they all live. */
export interface WorldwideAudience extends AudiencePages {
  /** Time zones customers are known to live in. */
  zones(): Promise<string[]>
}

export interface PageOptions {
  pageSize: number
  /** For figures: test accounts count in none. */
  without?: 'test accounts'
}
