import type { Connection } from '../../../models/connect.ts'
import type { Customer } from '../../../models/customer.ts'
import { createCustomerStore } from '../../../models/customers.ts'
import { createErasureStore } from '../../../models/erasures.ts'
import { createEventStore, type EventRecord } from '../../../models/events.ts'
import { createForgottenStore } from '../../../models/forgotten.ts'
import { createIdentityStore } from '../../../models/identities.ts'
import { mendIndexes } from '../../../models/indexes.ts'
import { type MovableClock, movableClock } from '../../../test/testing/clock.ts'
import { testDatabase } from '../../../test/testing/database.ts'
import { silentLog } from '../../log.ts'
import { createForgotten } from '../../privacy/forgotten.ts'
import type { Customers, NewEvent } from '../contract.ts'
import { type CustomersDependencies, createCustomers } from '../customers.ts'
import { createSealing } from '../sealing.ts'

type Stores = CustomersDependencies['stores']

export interface World {
  customers: Customers
  stores: Stores
  clock: MovableClock
  connection: Connection
  /** Of its database, for a process of its own. */
  uri: string
  /** Of people who were erased. */
  forgotten: ReturnType<typeof createForgotten>
  /** Stages that were told of, of whichever process. */
  observed: string[]
  /** Another process on the same store. */
  another(stores?: Stores): Customers
  /** A customer nobody knows yet. */
  aCustomer(): Promise<Customer>
  /** An event of this customer; id and time are made up unless given. */
  event(customer: Customer, name: string, given?: Partial<NewEvent>): NewEvent
  events(filter: object): Promise<EventRecord[]>
  raw(collection: string, filter: object): Promise<object[]>
  setSlots(customerId: string, slots: Customer['slots']): Promise<void>
  drop(): Promise<void>
}

export const testSealing = createSealing({
  data: [{ kid: 'k1', key: Buffer.alloc(32, 1) }],
  blindIndex: Buffer.alloc(32, 2),
})

/** The one trait that is declared personal. */
export const personalTrait = 'birthday'

/** Customers on a fresh database, with a clock that stands still. */
export async function createWorld(): Promise<World> {
  const { connection, uri, drop } = await testDatabase()
  const clock = movableClock()
  const stores = {
    customers: createCustomerStore(connection),
    identities: createIdentityStore(connection),
    events: createEventStore(connection),
  }
  const forgotten = createForgotten({
    store: createForgottenStore(connection),
    erasures: createErasureStore(connection),
    blindIndex: testSealing.blindIndex,
  })
  await mendIndexes(connection)
  let count = 0
  const observed: string[] = []
  // In the order they are made, so that "the older" is the same in every run.
  const ids = { customer: () => `c_${String(++count).padStart(6, '0')}` }
  const another = (own: Stores = stores) =>
    createCustomers({
      stores: own,
      seal: testSealing,
      forgotten,
      clock,
      log: silentLog,
      observe: (stage) => void observed.push(stage),
      ids,
      isPersonal: (trait) => trait === personalTrait,
    })
  const customers = another()

  return {
    customers,
    stores,
    clock,
    connection,
    uri,
    forgotten,
    observed,
    another,
    aCustomer: () =>
      customers.getOrCreate([{ kind: 'openid', appid: 'wx-test', value: `o-${++count}` }], {
        source: 'test',
        at: clock.now(),
      }),
    event: (customer, name, given = {}) => ({
      _id: `test:${++count}`,
      customerId: customer._id,
      name,
      at: clock.now(),
      props: {},
      source: 'test',
      ...given,
    }),
    events: (filter) =>
      connection.db!.collection<EventRecord>('events').find(filter).sort({ seq: 1 }).toArray(),
    raw: (collection, filter) => connection.db!.collection(collection).find(filter).toArray(),
    async setSlots(customerId, slots) {
      await connection
        .db!.collection<Customer>('customers')
        .updateOne({ _id: customerId }, { $set: { slots } })
    },
    drop,
  }
}
