import type { Connection } from 'mongoose'
import { createCouponStore } from '../../models/coupons.ts'
import { createCustomerStore } from '../../models/customers.ts'
import { createEntryStore } from '../../models/entries.ts'
import { createEventStore } from '../../models/events.ts'
import { createIdentityStore } from '../../models/identities.ts'
import { createInboxStore } from '../../models/inbox.ts'
import { createJourneyStore } from '../../models/journeys.ts'
import { createKeyStore } from '../../models/keys.ts'
import { createLinkStore } from '../../models/links.ts'
import { createProcessStore } from '../../models/processes.ts'
import { createRunStore } from '../../models/runs.ts'
import { createSessionStore } from '../../models/sessions.ts'
import { createSlotStore } from '../../models/slots.ts'
import { createStaffStore } from '../../models/staff.ts'
import { createTaskStore } from '../../models/tasks.ts'
import { createTouchStore } from '../../models/touches.ts'

export type Stores = ReturnType<typeof wireStores>

/** Every collection of the product on one connection. */
export function wireStores(connection: Connection) {
  return {
    coupons: createCouponStore(connection),
    customers: createCustomerStore(connection),
    entries: createEntryStore(connection),
    events: createEventStore(connection),
    identities: createIdentityStore(connection),
    inbox: createInboxStore(connection),
    journeys: createJourneyStore(connection),
    keys: createKeyStore(connection),
    links: createLinkStore(connection),
    processes: createProcessStore(connection),
    runs: createRunStore(connection),
    sessions: createSessionStore(connection),
    slots: createSlotStore(connection),
    staff: createStaffStore(connection),
    tasks: createTaskStore(connection),
    touches: createTouchStore(connection),
  }
}

/** One after the other: some servers deadlock on concurrent index builds. */
export async function ensureIndexes(stores: Stores): Promise<void> {
  for (const store of Object.values(stores)) {
    if ('ensureIndexes' in store) await store.ensureIndexes()
  }
}
