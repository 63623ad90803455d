import type { Customer } from '../../../models/customer.ts'
import type { KeluEvent } from '../../../models/event.ts'

/** A customer nobody knows anything about, in memory only. */
export function aCustomer(known: Partial<Customer> = {}): Customer {
  const createdAt = new Date('2026-01-01T00:00:00+08:00')
  return {
    _id: 'c_1',
    seq: 0,
    ids: [],
    profile: { registeredAt: createdAt },
    tags: [],
    traits: {},
    consent: {},
    reach: {},
    follows: [],
    isTest: false,
    engagedAt: {},
    credits: {},
    slots: [],
    segments: [],
    recent: [],
    outbox: [],
    mergedFrom: [],
    createdAt,
    ...known,
  }
}

let made = 0
/** An order paid a moment before Monday 09:00, unless said otherwise. */
export function anEvent(known: Partial<KeluEvent> = {}): KeluEvent {
  made += 1
  const at = new Date('2026-03-02T08:59:00+08:00')
  return {
    _id: `test:${made}`,
    customerId: 'c_1',
    name: 'order.paid',
    at,
    receivedAt: at,
    props: {},
    source: 'test',
    ...known,
  }
}
