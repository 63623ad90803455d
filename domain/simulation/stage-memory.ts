import type { CouponGrant, CouponLimit, CouponStock } from '../../models/coupons.ts'
import type { Customer } from '../../models/customer.ts'
import type { Entry } from '../../models/entries.ts'
import type { EventRecord } from '../../models/events.ts'
import type { TrackedLink } from '../../models/links.ts'
import { createMemoryCoupons } from '../../models/memory/coupons.ts'
import { createMemoryCustomers } from '../../models/memory/customers.ts'
import { createMemoryEntries } from '../../models/memory/entries.ts'
import { createMemoryEvents } from '../../models/memory/events.ts'
import { createMemoryIdentities } from '../../models/memory/identities.ts'
import { createMemoryJourneys } from '../../models/memory/journeys.ts'
import { createMemoryLinks } from '../../models/memory/links.ts'
import { createMemoryRuns } from '../../models/memory/runs.ts'
import { createMemorySlots } from '../../models/memory/slots.ts'
import { createMemoryTouches } from '../../models/memory/touches.ts'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'

export type StageMemory = ReturnType<typeof createStageMemory>

/** Everything a stage keeps, to be looked at, and the stores the engine works on. */
export function createStageMemory() {
  const customers = new Map<string, Customer>()
  const events = new Map<string, EventRecord>()
  const runs = new Map<string, Run>()
  const entries = new Map<string, Entry>()
  const touches = new Map<string, Touch>()
  const links = new Map<string, TrackedLink>()
  const grants = new Map<string, CouponGrant>()
  const limits = new Map<string, CouponLimit>()
  const entered = new Map<string, Date>()
  /** Of all people together: stays when the next one comes. */
  const stocks = new Map<string, CouponStock>()

  return {
    customers,
    events,
    runs,
    entries,
    touches,
    grants,
    entered,
    stocks,
    stores: {
      customers: createMemoryCustomers(customers),
      identities: createMemoryIdentities(),
      events: createMemoryEvents(events),
      runs: createMemoryRuns(runs),
      entries: createMemoryEntries(entries),
      touches: createMemoryTouches(touches),
      links: createMemoryLinks(links),
      slots: createMemorySlots(customers),
      coupons: createMemoryCoupons(grants, stocks, limits),
      journeys: createMemoryJourneys(entered),
    },
    /** Makes room for the next person. */
    clear(): void {
      for (const kept of [customers, events, runs, entries, touches, links, grants, limits, entered])
        kept.clear()
    },
  }
}
