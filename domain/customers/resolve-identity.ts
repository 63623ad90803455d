import type { Customer, IdentityKey } from '../../models/customer.ts'
import type { CustomerStore } from '../../models/customers.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { Identity, IdentityStore } from '../../models/identities.ts'
import type { Clock } from '../clock.ts'
import { DomainError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { ForgottenPeople, Refusals } from '../privacy/forgotten.ts'
import { setPhone } from './change-customer.ts'
import type { IdentityClaim, Who } from './contract.ts'
import type { EventFlow } from './event-flow.ts'
import { findCurrent } from './find-current.ts'
import { checkClaim, keyOfClaim } from './identity-key.ts'
import { byStrength, type KeyedClaim, mayDecide, ruleOnHolder } from './identity-rules.ts'
import type { Journal } from './journal.ts'
import type { Merge } from './merge.ts'
import { type CustomerIds, newCustomer } from './new-customer.ts'
import type { Sealing } from './sealing.ts'

export interface Origin {
  source: string
  at: Date
  isTest?: boolean
  /** What this brings about was so before we looked. */
  history?: true
}

/** One call: whence it comes, and what it brought about. */
interface Visit {
  origin: Origin
  /** A unionid stands among the claims and is this customer's. */
  withUnionid: boolean
  /** `customer.created` of those this call wrote down; told when all claims are attached. */
  born: KeluEvent[]
}

const maxAttempts = 8

/** Finds, creates and joins the customers behind identity claims. Safe against any number of callers with the same or crossing claims. */
export function createIdentityResolution(deps: {
  customers: CustomerStore
  identities: IdentityStore
  forgotten: ForgottenPeople
  journal: Journal
  merge: Merge['merge']
  publish: EventFlow['publish']
  seal: Sealing
  clock: Clock
  log: Log
  ids: CustomerIds
}) {
  const { customers, identities, forgotten, journal, merge, publish, seal, clock, log, ids } = deps

  function keyed(claims: IdentityClaim[]): KeyedClaim[] {
    if (claims.length === 0) throw new DomainError('identity.malformed', { reason: 'no claims' })
    const keys = claims.map(checkClaim).map((claim) => ({ claim, key: keyOfClaim(claim, seal.blindIndex) }))
    const unionids = new Set(keys.filter(({ claim }) => claim.kind === 'unionid').map(({ key }) => key))
    if (unionids.size > 1) throw new DomainError('identity.malformed', { reason: 'two unionids' })
    return byStrength(keys)
  }

  async function getOrCreate(claims: IdentityClaim[], origin: Origin): Promise<Customer> {
    const ordered = keyed(claims)
    const unionid = unionidAmong(ordered)
    const visit: Visit = { origin, withUnionid: unionid !== undefined, born: [] }
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const known = await findKnown(ordered, visit)
      const main = await bind(known?.holder ?? (await startWith(ordered[0] as KeyedClaim, visit)), unionid)
      // Between finding and binding somebody gave this customer another unionid: then they are not who we look for.
      if (unionid && main.unionid !== unionid) continue
      // Likewise when a stronger claim, free when we looked, has been taken by somebody else: now that one decides.
      if (!(await takeFree(known?.free ?? [], main, visit))) continue
      return attachAll(main, ordered, visit)
    }
    throw new DomainError('customer.contended', { claims: ordered.map(({ claim }) => claim.kind) })
  }

  async function addClaims(who: Who, claims: IdentityClaim[], source: string): Promise<Customer> {
    const ordered = keyed(claims)
    const known = typeof who === 'string' ? await findCurrent(customers, who) : who
    if (!known) throw new DomainError('customer.not_found', { customerId: who as string })
    const unionid = unionidAmong(ordered)
    const main = await bind(known, unionid)
    // What comes with another person's unionid is another person's.
    if (unionid && main.unionid !== unionid) return kept(main, { kind: 'unionid', value: unionid })
    const origin = { source, at: clock.now() }
    return attachAll(main, ordered, { origin, withUnionid: unionid !== undefined, born: [] })
  }

  /** Gives the customer their unionid before the identities know of it: from here on nobody with another one can be merged in. */
  async function bind(customer: Customer, unionid: IdentityKey | undefined): Promise<Customer> {
    if (!unionid || customer.unionid) return customer
    const commit = await journal.commit(customer, {
      edit: (draft) => {
        draft.unionid ??= unionid
      },
    })
    return commit.customer
  }

  /** Who the strongest claim that already exists, and may decide, belongs to; `free` are the stronger ones nobody has. */
  async function findKnown(
    claims: KeyedClaim[],
    visit: Visit,
  ): Promise<{ holder: Customer; free: KeyedClaim[] } | null> {
    const found = await identities.findMany(claims.map(({ key }) => key))
    const unionid = unionidAmong(claims)
    const free: KeyedClaim[] = []
    for (const { claim, key } of claims) {
      const identity = found.get(key)
      if (!identity) free.push({ claim, key })
      if (!identity || !mayDecide(claim, claims)) continue
      const holder = await holderOf(identity, { claim, key }, visit)
      if (unionid && holder.unionid && holder.unionid !== unionid) continue
      if (claim.kind !== 'phone' || !claim.verified) return { holder, free }
      const dispute = { claim, identity, holder, mainUnionid: unionid, withUnionid: unionid !== undefined }
      if (ruleOnHolder(dispute) === 'merge') return { holder, free }
    }
    return null
  }

  /** Takes the claims that were free for `main`; false when one of them is not free any more. */
  async function takeFree(claims: KeyedClaim[], main: Customer, visit: Visit): Promise<boolean> {
    for (const claim of claims) {
      const identity = await identities.claim(identityOf(claim, main._id, visit.origin))
      if (identity.customerId === main._id) continue
      const holder = await holderOf(identity, claim, visit)
      if (holder._id !== main._id && !(await mergedSince(main, holder))) return false
    }
    return true
  }

  /** A new customer under their strongest claim, or whoever took that claim first. */
  async function startWith(first: KeyedClaim, visit: Visit): Promise<Customer> {
    const wanted = identityOf(first, ids.customer(), visit.origin)
    const identity = await identities.claim(wanted)
    if (identity === wanted) return writeDown(identity, first, visit)
    const holder = await holderOf(identity, first, visit)
    const dispute = { claim: first.claim, identity, holder, mainUnionid: undefined, withUnionid: false }
    if (!identity.verified && isVerified(first.claim) && ruleOnHolder(dispute) === 'move') {
      // Proven by somebody of whom nothing else is known, while a stranger merely typed it: the id moves to them next.
      return holderOf({ ...identity, customerId: ids.customer() }, first, visit)
    }
    return holder
  }

  /** The customer an identity leads to. Missing only when somebody was interrupted, or is just about to write it. */
  async function holderOf(identity: Identity, first: KeyedClaim, visit: Visit): Promise<Customer> {
    return (await findCurrent(customers, identity.customerId)) ?? writeDown(identity, first, visit)
  }

  async function writeDown(identity: Identity, first: KeyedClaim, visit: Visit): Promise<Customer> {
    const fresh = newCustomer(identity.customerId, first, visit.origin, clock.now())
    fresh.consent = await refusalsUnder(first.key)
    if (await customers.create(fresh)) {
      visit.born.push(...fresh.outbox)
      return fresh
    }
    const created = await findCurrent(customers, identity.customerId)
    if (!created) throw new DomainError('customer.not_found', { customerId: identity.customerId })
    return created
  }

  /** What somebody who had this id refused before they were erased. */
  async function refusalsUnder(key: IdentityKey): Promise<Refusals> {
    return (await forgotten.among([key])).get(key)?.refusals ?? {}
  }

  async function attachAll(start: Customer, claims: KeyedClaim[], visit: Visit): Promise<Customer> {
    let main = start
    for (const claim of claims) if (!holds(main, claim)) main = await attach(main, claim, visit)
    for (const event of visit.born) await publish([event], main)
    return main
  }

  async function attach(main: Customer, keyedClaim: KeyedClaim, visit: Visit): Promise<Customer> {
    const { claim } = keyedClaim
    const { origin, withUnionid } = visit
    const identity = await identities.claim(identityOf(keyedClaim, main._id, origin))
    if (identity.customerId === main._id) return hold(main, keyedClaim, identity, origin)
    const holder = await holderOf(identity, keyedClaim, visit)
    if (holder._id === main._id || (await mergedSince(main, holder)))
      return hold(holder, keyedClaim, identity, origin)

    const ruling = ruleOnHolder({ claim, identity, holder, mainUnionid: main.unionid, withUnionid })
    if (ruling === 'merge') {
      const one = await merge(main._id, holder._id)
      if (one) return hold(one, keyedClaim, identity, origin)
    }
    if (ruling === 'stay' || claim.kind === 'ext') return staysWithHolder(main, claim)
    return move(main, holder, keyedClaim, identity, visit)
  }

  /** Whether `main` has been merged into `holder` while we were looking. */
  async function mergedSince(main: Customer, holder: Customer): Promise<boolean> {
    return (await findCurrent(customers, main._id))?._id === holder._id
  }

  /** Writes down that this customer has this id. */
  async function hold(
    customer: Customer,
    { claim, key }: KeyedClaim,
    identity: Identity,
    { history }: Pick<Origin, 'history'>,
  ): Promise<Customer> {
    if (claim.kind === 'phone' && claim.verified && !identity.verified) {
      await identities.verify(key, identity.customerId)
      // Its record may have been repointed by a merge since it was read.
      await identities.verify(key, customer._id)
    }
    // In the same write as the id: whoever has it is never without them.
    const refusals = customer.ids.includes(key) ? {} : await refusalsUnder(key)
    const commit = await journal.commit(customer, {
      history,
      edit: (draft) => {
        if (!draft.ids.includes(key)) {
          draft.ids.push(key)
          draft.consent = { ...draft.consent, ...refusals }
        }
        if (claim.kind === 'phone') setPhone(draft, claim, seal)
      },
    })
    await publish(commit.events)
    // Moved away before we wrote it down? Whoever moves an id looks for it here once more afterwards, so one of us sees it.
    if (commit.outcome === 'applied' && !(await leadsTo(key, customer._id))) return release(customer._id, key)
    return commit.customer
  }

  async function leadsTo(key: IdentityKey, customerId: string): Promise<boolean> {
    const identity = await identities.find(key)
    if (!identity) return false
    if (identity.customerId === customerId) return true
    const [holder, customer] = await Promise.all([
      findCurrent(customers, identity.customerId),
      findCurrent(customers, customerId),
    ])
    return holder?._id === customer?._id
  }

  async function release(customerId: string, key: IdentityKey): Promise<Customer> {
    const commit = await journal.commit(customerId, { edit: (draft) => letGo(draft, key) })
    await publish(commit.events)
    return commit.customer
  }

  /** The id is somebody else's. A number that was only typed is still where this person wants to be called. */
  async function staysWithHolder(main: Customer, claim: IdentityClaim): Promise<Customer> {
    if (claim.kind !== 'phone') return kept(main, claim)
    const commit = await journal.commit(main._id, {
      edit: (draft) => setPhone(draft, { ...claim, verified: false }, seal),
    })
    await publish(commit.events)
    return commit.customer
  }

  function kept(main: Customer, claim: IdentityClaim): Customer {
    log.warn({ customerId: main._id, kind: claim.kind }, 'claim of an id that belongs to somebody else')
    return main
  }

  /** Takes the id from its holder first: interrupted after that, the same claim made again goes on from there. */
  async function move(
    main: Customer,
    holder: Customer,
    keyedClaim: KeyedClaim,
    identity: Identity,
    visit: Visit,
  ): Promise<Customer> {
    const { claim, key } = keyedClaim
    await release(holder._id, key)
    const to = { customerId: main._id, verified: isVerified(claim), at: visit.origin.at }
    const moved = await identities.move(key, identity.customerId, to)
    log.info(
      { from: holder._id, to: main._id, kind: claim.kind, moved },
      'an id moved to whom it is proven for',
    )
    if (!moved) return attach(main, keyedClaim, visit)
    if (!(await mergedSince(holder, main))) await release(holder._id, key)
    return hold(main, keyedClaim, { ...identity, ...to }, visit.origin)
  }

  return { getOrCreate, addClaims }
}

/** Nothing is left to write down about this claim. */
function holds(customer: Customer, { claim, key }: KeyedClaim): boolean {
  if (!customer.ids.includes(key)) return false
  const { phoneKey, phoneVerified } = customer.profile
  return claim.kind !== 'phone' || (phoneKey === key && (phoneVerified === true || !claim.verified))
}

function unionidAmong(claims: KeyedClaim[]): IdentityKey | undefined {
  return claims.find(({ claim }) => claim.kind === 'unionid')?.key
}

function isVerified(claim: IdentityClaim): boolean {
  return claim.kind === 'phone' && claim.verified
}

function identityOf({ claim, key }: KeyedClaim, customerId: string, origin: Origin): Identity {
  return { _id: key, customerId, verified: isVerified(claim), source: origin.source, at: origin.at }
}

/** A number somebody only typed remains what they typed; one that was proven for them is theirs no longer. */
function letGo(draft: Customer, key: string): void {
  draft.ids = draft.ids.filter((id) => id !== key)
  const { profile } = draft
  if (profile.phoneKey !== key || !profile.phoneVerified) return
  delete profile.phone
  delete profile.phoneKey
  delete profile.phoneVerified
}
