import type { CustomerStore } from '../../models/customers.ts'
import type { EventStore } from '../../models/events.ts'
import type { IdentityStore } from '../../models/identities.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { applyChange, checkChange } from './change-customer.ts'
import type { Customers } from './contract.ts'
import { createEventFlow } from './event-flow.ts'
import { findCurrent, findManyCurrent } from './find-current.ts'
import { checkClaim, keyOfClaim } from './identity-key.ts'
import { createJournal } from './journal.ts'
import { maskEmail, maskName, maskPhone } from './masked.ts'
import { createMerge } from './merge.ts'
import type { CustomerIds } from './new-customer.ts'
import { createIdentityResolution } from './resolve-identity.ts'
import type { Sealing } from './sealing.ts'
import { createSweep } from './sweep.ts'

const historyLimit = 500

export interface CustomersDependencies {
  stores: { customers: CustomerStore; identities: IdentityStore; events: EventStore }
  seal: Sealing
  clock: Clock
  log: Log
  ids: CustomerIds
}

/** One profile per person: identity, profile, tags, traits, consent, and the door every event comes through. */
export function createCustomers({ stores, seal, clock, log, ids }: CustomersDependencies): Customers {
  const { customers, identities, events } = stores
  const journal = createJournal({ customers, clock })
  const flow = createEventFlow({ customers, events, journal, clock, log })
  const { publish } = flow
  const { merge, resume } = createMerge({ customers, identities, journal, publish, clock, log })
  const resolution = createIdentityResolution({
    customers,
    identities,
    journal,
    merge,
    publish,
    seal,
    clock,
    log,
    ids,
  })
  const identityKey: Customers['identityKey'] = (claim) => keyOfClaim(checkClaim(claim), seal.blindIndex)

  const reveal: Customers['reveal'] = ({ profile: { phone, email, realName } }) => ({
    ...(phone && { phone: seal.open(phone) }),
    ...(email && { email: seal.open(email) }),
    ...(realName && { realName: seal.open(realName) }),
  })

  return {
    ...resolution,
    identityKey,
    reveal,
    find: (customerId) => findCurrent(customers, customerId),
    findMany: (customerIds) => findManyCurrent(customers, customerIds),
    async findByIdentity(key) {
      const identity = await identities.find(key)
      return identity && findCurrent(customers, identity.customerId)
    },
    findByPhone: (phone) =>
      customers.findByPhoneKey(identityKey({ kind: 'phone', value: phone, verified: false })),

    accept: flow.accept,
    hear: flow.hear,
    process: flow.process,
    listen: flow.listen,

    async change(customerId, change, cause) {
      checkChange(change)
      const commit = await journal.commit(customerId, {
        mark: { list: 'causes', id: cause },
        edit: (draft, now) => applyChange(draft, change, now, seal),
      })
      if (commit.events.length === 0) return commit.customer
      await publish(commit.events)
      return (await findCurrent(customers, customerId)) ?? commit.customer
    },
    async spendCredit(customerId, templateId, cause) {
      const commit = await journal.commit(customerId, {
        mark: { list: 'causes', id: cause },
        allowed: ({ credits }) => (credits[templateId] ?? 0) > 0,
        edit: ({ credits }) => {
          credits[templateId] = (credits[templateId] ?? 0) - 1
        },
      })
      return commit.outcome !== 'refused'
    },

    history: (customer, names, since, limit = historyLimit) =>
      events.history([customer._id, ...customer.mergedFrom], { names, since, limit }),
    masked(customer) {
      const { phone, email, realName } = reveal(customer)
      return {
        ...(phone && { phone: maskPhone(phone) }),
        ...(email && { email: maskEmail(email) }),
        ...(realName && { realName: maskName(realName) }),
      }
    },
    sweep: createSweep({ customers, journal, flow, resumeMerge: resume, clock, log }),
  }
}
