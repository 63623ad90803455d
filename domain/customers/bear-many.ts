import type { Customer } from '../../models/customer.ts'
import type { CustomerStore } from '../../models/customers.ts'
import type { KeluEvent } from '../../models/event.ts'
import type { EventStore } from '../../models/events.ts'
import type { Identity, IdentityStore } from '../../models/identities.ts'
import type { Clock } from '../clock.ts'
import type { ForgottenPeople, Refusals } from '../privacy/forgotten.ts'
import { syncReach } from './address-reach.ts'
import { applyEvent } from './apply-event.ts'
import { syncBaseTags } from './base-tags.ts'
import { applyChange } from './change-customer.ts'
import type { Alongside, Newcomer } from './contract.ts'
import { checkClaim, keyOfClaim } from './identity-key.ts'
import { byStrength, type KeyedClaim } from './identity-rules.ts'
import { type CustomerIds, newCustomer } from './new-customer.ts'
import type { Sealing } from './sealing.ts'

/** One newcomer under the id they will have. */
interface Birth {
  of: Newcomer
  id: string
  claims: KeyedClaim[]
}

/**
 * Writes down many at once of whom nobody is known: their ids first, then what happened to them, then themselves. One whose ids are
 * taken and who is not there yet, because a crash came between, is written down by whoever asks for them next (resolve-identity.ts),
 * so this may stop anywhere and be done again.
 */
export function createBirths(deps: {
  customers: Pick<CustomerStore, 'createMany'>
  identities: Pick<IdentityStore, 'claimMany'>
  forgotten: ForgottenPeople
  events: Pick<EventStore, 'insert'>
  seal: Sealing
  isPersonal(trait: string): boolean
  clock: Clock
  ids: CustomerIds
}) {
  const { customers, identities, forgotten, events, seal, isPersonal, clock, ids } = deps

  /** As they are from the beginning: nothing of it is a change. */
  function written(
    { of, id, claims }: Birth,
    now: Date,
    refusals: Refusals,
  ): { customer: Customer; told: KeluEvent[] } {
    const [first] = claims
    if (first === undefined) throw new RangeError('a newcomer needs a claim')
    const origin = { ...of.origin, history: true as const }
    const { outbox, ...bare } = newCustomer(id, first, origin, now)
    const customer: Customer = { ...bare, outbox: [], ids: claims.map(({ key }) => key), consent: refusals }
    const past = of.past.map(
      (event): KeluEvent => ({ ...event, customerId: id, receivedAt: now, history: true }),
    )
    for (const event of past) applyEvent(customer, event, now)
    applyChange(customer, of.facts, { now, seal, isPersonal })
    syncReach(customer, customer)
    syncBaseTags(customer, now)
    customer.recent = past.map(({ _id }) => _id)
    return { customer, told: [...outbox, ...past] }
  }

  return async function bear(people: Newcomer[], { segmentsOf }: Alongside): Promise<Newcomer[]> {
    const now = clock.now()
    const births = people.map((of): Birth => {
      const checked = of.claims.map(checkClaim)
      const keyed = checked.map((claim) => ({ claim, key: keyOfClaim(claim, seal.blindIndex) }))
      return { of, id: ids.customer(), claims: byStrength(keyed) }
    })
    const distinct = withoutSharedKeys(births)
    const taken = await identities.claimMany(distinct.flatMap(identitiesOf))
    const free = distinct.filter(({ claims }) => claims.every(({ key }) => taken.has(key)))
    const memories = await forgotten.among(free.flatMap(({ claims }) => claims.map(({ key }) => key)))
    const refusalsOf = ({ claims }: Birth): Refusals =>
      Object.assign({}, ...claims.map(({ key }) => memories.get(key)?.refusals))
    const newborn = free.map((birth) => written(birth, now, refusalsOf(birth)))
    await events.insert(
      newborn.flatMap(({ told }) => told),
      { ids: new Set(), since: now },
    )
    await customers.createMany(
      newborn.map(({ customer, told }) => ({ ...customer, segments: segmentsOf(customer, told) })),
    )
    const born = new Set(free)
    return births.filter((birth) => !born.has(birth)).map(({ of }) => of)
  }
}

/** Two of one key are one person: the second is for whoever finds the first. */
function withoutSharedKeys(births: Birth[]): Birth[] {
  const seen = new Set<string>()
  return births.filter(({ claims }) => {
    const isFirst = claims.every(({ key }) => !seen.has(key))
    for (const { key } of claims) seen.add(key)
    return isFirst
  })
}

function identitiesOf({ of, id, claims }: Birth): Identity[] {
  return claims.map(({ claim, key }) => ({
    _id: key,
    customerId: id,
    verified: claim.kind === 'phone' && claim.verified,
    source: of.origin.source,
    at: of.origin.at,
  }))
}
