import { nanoid } from 'nanoid'
import type { Customer } from '../../models/customer.ts'
import type { CustomerStore } from '../../models/customers.ts'
import type { Customers } from './contract.ts'

const mostListed = 200

/**
 * Customers who are colleagues trying things out. Messages really reach them; they use up no coupons and count in no figure from
 * the moment they are marked. What they did before counts as it did.
 */
export function createTestAccounts({
  customers,
  store,
}: {
  customers: Pick<Customers, 'change'>
  store: Pick<CustomerStore, 'testAccounts'>
}) {
  const set = (customer: Customer, isTest: boolean): Promise<Customer> =>
    customers.change(customer, { isTest }, `test-account:${nanoid()}`)

  return {
    mark: (customer: Customer) => set(customer, true),
    unmark: (customer: Customer) => set(customer, false),
    /** The first 200 by id. */
    list: () => store.testAccounts(mostListed),
  }
}
