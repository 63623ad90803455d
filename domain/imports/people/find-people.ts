import type { Customer, IdentityKey } from '../../../models/customer.ts'
import type { IdentityStore } from '../../../models/identities.ts'
import type { Customers } from '../../customers/contract.ts'
import { mayDecide } from '../../customers/identity-rules.ts'
import type { Who } from './who.ts'

export interface FoundPerson {
  keys: IdentityKey[]
  known: Customer | null
  /** One of the ids is somebody's. */
  isTaken: boolean
}

/** Who these are as far as is known, all of a stretch in two queries; nobody is written down by that. */
export function createFindPeople({
  customers,
  identities,
}: {
  customers: Pick<Customers, 'findMany' | 'identityKey'>
  identities: Pick<IdentityStore, 'findMany'>
}) {
  return async function findPeople(all: readonly Who[]): Promise<FoundPerson[]> {
    const keyed = all.map(({ claims }) => claims.map(customers.identityKey))
    const found = await identities.findMany(keyed.flat())
    const holders = await customers.findMany([
      ...new Set([
        ...[...found.values()].map(({ customerId }) => customerId),
        ...all.flatMap(({ customer }) => customer ?? []),
      ]),
    ])
    return all.map(({ claims, customer }, place) => {
      const keys = keyed[place] ?? []
      const own = claims.map((claim, at) => ({ claim, key: keys[at] ?? '' }))
      const [decided = null] = own
        .filter(({ claim, key }) => found.has(key) && mayDecide(claim, own))
        .flatMap(({ key }) => holders.get(found.get(key)?.customerId ?? '') ?? [])
      const named = customer === undefined ? undefined : holders.get(customer)
      return { keys, known: named ?? decided, isTaken: keys.some((key) => found.has(key)) }
    })
  }
}
