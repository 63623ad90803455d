import type { Customer } from '../../models/customer.ts'
import type { Member } from '../../models/members.ts'
import type { Customers } from '../customers/contract.ts'
import { DomainError } from '../errors.ts'
import { isWithin, type Scopes } from '../members/scope.ts'
import { isConnected } from '../sales/is-connected.ts'

/** `userid` of the member who asks, in any case. */
export type FindFor = (externalUserid: string, userid: string) => Promise<Customer>

/**
 * Finds the customer of a chat for a member: their friends, and whoever they may see on the page. Throws `customer.not_yours`
 * for everybody else, known here or not, so that nobody learns whom a company knows.
 */
export function createFindFor(deps: {
  customers: Pick<Customers, 'findByIdentity' | 'identityKey'>
  corp: string
  memberOf: (userid: string) => Promise<Member | null>
  scopes: Pick<Scopes, 'of'>
}): FindFor {
  const { customers, corp, memberOf, scopes } = deps

  async function isInScope(customer: Customer, userid: string): Promise<boolean> {
    const member = await memberOf(userid)
    if (member?.state !== 'active') return false
    const { _id: memberId, name, role, departments, stores } = member
    const scope = await scopes.of({ memberId, name, role, departments, stores, userid, address: '' })
    return isWithin(scope, customer.owner)
  }

  return async (externalUserid, staff) => {
    const userid = staff.toLowerCase()
    const key = customers.identityKey({ kind: 'external', corp, value: externalUserid })
    const customer = await customers.findByIdentity(key)
    if (customer && (isConnected(customer, userid) || (await isInScope(customer, userid)))) return customer
    throw new DomainError('customer.not_yours')
  }
}
