import type { Log } from '../../domain/log.ts'
import type { Connection } from '../../models/connect.ts'
import { createCouponStore } from '../../models/coupons.ts'
import { createCustomerStore } from '../../models/customers.ts'
import { createEntryStore } from '../../models/entries.ts'
import { createEventStore } from '../../models/events.ts'
import { createIdentityStore } from '../../models/identities.ts'
import { createInboxStore } from '../../models/inbox.ts'
import { mendIndexes } from '../../models/indexes.ts'
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

/** Mends the indexes of every collection, and says what is left to the operator. */
export async function ensureIndexes(connection: Connection, log: Log): Promise<void> {
  for (const { collection, built, toRun, foreign } of await mendIndexes(connection)) {
    if (toRun.length > 0)
      log.warn({ collection, toRun }, 'indexes are missing on a large collection: build them at a quiet hour')
    if (foreign.length > 0) log.info({ collection, foreign }, 'indexes nobody here declares are left')
    log.debug({ collection, built }, 'indexes built')
  }
}
