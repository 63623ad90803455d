import { randomBytes } from 'node:crypto'
import type { Clock } from '../../domain/clock.ts'
import { type CustomersDependencies, createCustomers } from '../../domain/customers/customers.ts'
import { createSealing } from '../../domain/customers/sealing.ts'
import { silentLog } from '../../domain/log.ts'
import { createCustomerStore } from '../../models/customers.ts'
import { createEventStore } from '../../models/events.ts'
import { createIdentityStore } from '../../models/identities.ts'
import type { TestDatabase } from './database.ts'

export const testSealing = createSealing({
  data: [{ kid: 'test', key: randomBytes(32) }],
  blindIndex: randomBytes(32),
})

/** The real customers domain on a test database. */
export function customersOn(
  db: TestDatabase,
  clock: Clock,
  more: Pick<CustomersDependencies, 'buyerRules'> = {},
) {
  const stores = {
    customers: createCustomerStore(db.connection),
    identities: createIdentityStore(db.connection),
    events: createEventStore(db.connection),
  }
  let made = 0
  const customers = createCustomers({
    ...more,
    stores,
    seal: testSealing,
    clock,
    log: silentLog,
    ids: {
      customer: () => {
        made += 1
        return `c_${String(made).padStart(6, '0')}`
      },
    },
  })
  return { customers, stores }
}
