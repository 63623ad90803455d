import type { Customers } from '../domain/customers/contract.ts'
import { findCurrent } from '../domain/customers/find-current.ts'
import { DomainError } from '../domain/errors.ts'
import type { Customer } from '../models/customer.ts'
import type { CustomerStore } from '../models/customers.ts'
import type { IdentityStore } from '../models/identities.ts'

/**
 * Customers to be looked at. Not `customers.find`: it finishes a merge it meets half done, which tells the listeners, and
 * here nobody listens.
 */
export function createCustomerLook(
  customers: Pick<Customers, 'masked' | 'findByPhone' | 'identityKey'>,
  stores: { customers: CustomerStore; identities: IdentityStore },
) {
  /** Everybody with this phone number, proven or typed. */
  async function withPhone(phone: string): Promise<Customer[]> {
    const identity = await stores.identities.find(
      customers.identityKey({ kind: 'phone', value: phone, verified: false }),
    )
    const proven = identity && (await findCurrent(stores.customers, identity.customerId))
    const typed = await customers.findByPhone(phone)
    return [...new Map([...(proven ? [proven] : []), ...typed].map((one) => [one._id, one])).values()]
  }

  return {
    masked: customers.masked,
    /** Whoever this id or phone number leads to. */
    async find(idOrPhone: string): Promise<Customer[]> {
      const byId = await findCurrent(stores.customers, idOrPhone)
      if (byId) return [byId]
      try {
        return await withPhone(idOrPhone)
      } catch (error) {
        // Neither an id nor a number.
        if (error instanceof DomainError && error.code === 'identity.malformed') return []
        throw error
      }
    },
  }
}
