import type { Customer } from '../../models/customer.ts'
import type { CustomerStore } from '../../models/customers.ts'
import type { EventStore } from '../../models/events.ts'
import type { IdentityStore } from '../../models/identities.ts'
import { readTrait } from '../audience/fields.ts'
import type { Clock } from '../clock.ts'
import type { Observe } from '../freshness.ts'
import type { BuyerRules } from '../language/buyer-rules.ts'
import type { Log } from '../log.ts'
import { type ForgottenPeople, nobodyForgotten } from '../privacy/forgotten.ts'
import { createBirths } from './bear-many.ts'
import { applyChange, checkChange } from './change-customer.ts'
import type { Customers } from './contract.ts'
import { createEventFlow } from './event-flow.ts'
import { findCurrent, findManyCurrent } from './find-current.ts'
import { checkClaim, keyOfClaim } from './identity-key.ts'
import { createJournal } from './journal.ts'
import { maskEmail, maskName, maskPhone } from './masked.ts'
import { createMerge } from './merge.ts'
import type { CustomerIds } from './new-customer.ts'
import { mergePairTags, noteMarked, settleCorpTag } from './pair-tags.ts'
import { isSealedTrait, openTrait } from './personal-traits.ts'
import { recountOrders } from './recount-orders.ts'
import { createIdentityResolution } from './resolve-identity.ts'
import type { Sealing } from './sealing.ts'
import { createSweep } from './sweep.ts'

const historyLimit = 500

export interface CustomersDependencies {
  stores: { customers: CustomerStore; identities: IdentityStore; events: EventStore }
  seal: Sealing
  /** Whom nobody may know any more; absent = nobody was erased. */
  forgotten?: ForgottenPeople
  clock: Clock
  log: Log
  ids: CustomerIds
  /** Whether a trait is declared personal at present; absent = none is. */
  isPersonal?: (trait: string) => boolean
  /** What buyers are sorted by at present; absent = Kelu's own rules. */
  buyerRules?: () => BuyerRules
  observe?: Observe
}

/** One profile per person: identity, profile, tags, traits, consent, and the door every event comes through. */
export function createCustomers(deps: CustomersDependencies): Customers {
  const {
    stores,
    seal,
    forgotten = nobodyForgotten,
    clock,
    log,
    ids,
    isPersonal = () => false,
    buyerRules,
    observe,
  } = deps
  const { customers, identities, events } = stores
  const journal = createJournal({ customers, clock })
  const { wasErased } = forgotten
  const flow = createEventFlow({
    customers,
    events,
    journal,
    find,
    wasErased,
    buyerRules,
    clock,
    log,
    observe,
  })
  const { publish } = flow
  const { merge, resume } = createMerge({
    customers,
    identities,
    journal,
    publish,
    buyerRules,
    clock,
    log,
  })
  const resolution = createIdentityResolution({
    customers,
    identities,
    forgotten,
    journal,
    merge,
    publish,
    seal,
    clock,
    log,
    ids,
  })
  const bear = createBirths({ customers, identities, forgotten, events, seal, isPersonal, clock, ids })

  async function find(customerId: string): Promise<Customer | null> {
    return whole(customerId, await findCurrent(customers, customerId))
  }

  /**
   * A survivor reached through somebody they are just taking over lacks what that one knew, a phone or an entry into a journey:
   * the merge is finished first.
   */
  async function whole<T extends Customer | null>(askedFor: string, found: T): Promise<Customer | T> {
    if (!found || found._id === askedFor || !found.merging?.length) return found
    await resume(found._id, found.merging)
    return (await findCurrent(customers, askedFor)) ?? found
  }

  /** For what says itself whether it was done before: nothing is remembered of it, and nothing written where nothing changes. */
  async function adjust(who: string | Customer, edit: (draft: Customer, now: Date) => void) {
    const { events: changes, customer } = await journal.commit(who, { edit })
    const told = await publish(changes)
    return told ? ((await find(customer._id)) ?? customer) : customer
  }

  const change: Customers['change'] = async (who, change, cause) => {
    checkChange(change, clock.now())
    const { events: changes, customer } = await journal.commit(who, {
      mark: { list: 'causes', id: cause },
      quietBy: (change.quieten ?? change.unquieten)?.by,
      edit: (draft, now) => applyChange(draft, change, { now, seal, isPersonal, cause }),
    })
    // Slots, segments and task of one handed over may be older than the write.
    const told = await publish(changes, typeof who === 'string' ? customer : undefined)
    // Whoever was told may have changed them further.
    return told ? ((await find(customer._id)) ?? customer) : customer
  }

  const identityKey: Customers['identityKey'] = (claim) => keyOfClaim(checkClaim(claim), seal.blindIndex)

  const reveal: Customers['reveal'] = ({ profile: { phone, email, realName } }) => ({
    ...(phone && { phone: seal.unseal(phone) }),
    ...(email && { email: seal.unseal(email) }),
    ...(realName && { realName: seal.unseal(realName) }),
  })

  return {
    ...resolution,
    bear,
    identityKey,
    reveal,
    friendsInClear: ({ follows }) =>
      follows.map(({ remark, phones, ...follow }) => ({
        ...follow,
        ...(remark && { remark: seal.unseal(remark) }),
        ...(phones && { phones: phones.map(seal.unseal) }),
      })),
    traitInClear(customer, trait) {
      const value = readTrait(customer, trait)
      return isSealedTrait(value) ? openTrait(value, seal) : value
    },
    find,
    async findMany(customerIds) {
      const found = await findManyCurrent(customers, customerIds)
      const finished = new Map<string, Customer>()
      for (const [id, customer] of found) {
        if (finished.has(customer._id)) continue
        const all = await whole(id, customer)
        if (all !== customer) finished.set(customer._id, all)
      }
      // One person is one object, whichever of their ids was asked for.
      return new Map([...found].map(([id, customer]) => [id, finished.get(customer._id) ?? customer]))
    },
    async findByIdentity(key) {
      const identity = await identities.find(key)
      return identity && find(identity.customerId)
    },
    async erasedAt(people) {
      const keys = people.map((claims) => claims.map(identityKey))
      const memories = await forgotten.among(keys.flat())
      return keys.map((own) => {
        const moments = own.flatMap((key) => memories.get(key)?.at.getTime() ?? [])
        return moments.length === 0 ? null : new Date(Math.max(...moments))
      })
    },
    findByPhone: (phone) =>
      customers.findByPhoneKey(identityKey({ kind: 'phone', value: phone, verified: false })),

    accept: flow.accept,
    hear: flow.hear,
    process: flow.process,
    listen: flow.listen,
    record: flow.record,

    change,
    async learn(who, change) {
      checkChange(change, clock.now())
      const {
        events: told,
        customer,
        outcome,
      } = await journal.commit(who, {
        history: true,
        justRead: true,
        edit: (draft, now) => applyChange(draft, change, { now, seal, isPersonal }),
      })
      await publish(told)
      return { customer, isNew: outcome === 'applied' }
    },
    readPair: (who, reading) => adjust(who, (draft, now) => mergePairTags(draft, reading, now)),
    notePair: (who, marking) => adjust(who, (draft, now) => noteMarked(draft, marking, now)),
    async settleTag(customerId, settling) {
      await adjust(customerId, (draft) => settleCorpTag(draft, settling))
    },
    async recount(customerId, known) {
      await adjust(customerId, (draft, now) => recountOrders(draft, known, now, buyerRules?.()))
    },
    quieten: (who, quieten, cause) => change(who, { quieten }, cause),
    unquieten: (who, unquieten, cause) => change(who, { unquieten }, cause),
    async spendCredit(customerId, templateId, cause) {
      const commit = await journal.commit(customerId, {
        mark: { list: 'causes', id: cause },
        allowed: ({ credits }) => (credits[templateId] ?? 0) > 0,
        edit: ({ credits }) => {
          credits[templateId] = (credits[templateId] ?? 0) - 1
        },
      })
      await publish(commit.events)
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
    sweep: createSweep({ customers, journal, flow, resumeMerge: resume, buyerRules, clock, log }),
  }
}
