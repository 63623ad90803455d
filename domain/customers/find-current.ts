import type { Customer } from '../../models/customer.ts'
import type { CustomerStore } from '../../models/customers.ts'

/** The customer of that id, or whoever they have been merged into. Null when there is none. */
export async function findCurrent(customers: CustomerStore, id: string): Promise<Customer | null> {
  // A survivor is always older than who it took over, so this ends.
  for (let next = id; ; ) {
    const customer = await customers.find(next)
    if (!customer?.mergedInto) return customer
    next = customer.mergedInto
  }
}

/** Keyed by the ids asked for. */
export async function findManyCurrent(
  customers: CustomerStore,
  ids: string[],
): Promise<Map<string, Customer>> {
  const known = new Map<string, Customer>()
  for (let wanted = [...new Set(ids)]; wanted.length > 0; ) {
    const found = await customers.findMany(wanted)
    for (const customer of found) known.set(customer._id, customer)
    wanted = [...new Set(found.flatMap(({ mergedInto }) => mergedInto ?? []))].filter((id) => !known.has(id))
  }
  const result = new Map<string, Customer>()
  for (const id of ids) {
    let customer = known.get(id)
    while (customer?.mergedInto) customer = known.get(customer.mergedInto)
    if (customer) result.set(id, customer)
  }
  return result
}
