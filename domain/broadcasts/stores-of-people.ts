import type { Customer } from '../../models/customer.ts'
import type { RetailStore, RetailStoreStore } from '../../models/retail-stores.ts'
import type { StaffStore } from '../../models/staff.ts'
import { createStoreOf } from '../contact-sync/store-of.ts'
import { remembered } from '../remembered.ts'

/** Real time. */
const freshMs = 15_000

export interface StoresOfPeople {
  /** Code of the 门店 a customer belongs to: their own, else the one their salesperson works in; undefined = none. */
  codeOf(customer: Pick<Customer, 'homeStore' | 'owner'>): string | undefined
  named(code: string): Pick<RetailStore, 'name' | 'region'> | undefined
}

/** Which 门店 customers belong to, as it is known now. */
export function createStoresOfPeople(deps: {
  retailStores: Pick<RetailStoreStore, 'all'>
  staff: Pick<StaffStore, 'all'>
}): () => Promise<StoresOfPeople> {
  return remembered(freshMs, async () => {
    const [stores, staff] = await Promise.all([deps.retailStores.all(), deps.staff.all()])
    const storeOf = createStoreOf(staff, stores)
    const byCode = new Map(stores.map((store) => [store._id, store]))
    return {
      codeOf: ({ homeStore, owner }) => homeStore ?? (owner === undefined ? undefined : storeOf(owner)),
      named: (code) => byCode.get(code),
    }
  })
}
