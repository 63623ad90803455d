import type { Customer } from '../../models/customer.ts'
import type { Clock } from '../clock.ts'
import type { Customers } from '../customers/contract.ts'
import type { ContactReader } from '../customers/ports.ts'
import type { ApplyPairTags } from './apply-pair-tags.ts'

const maxReads = 3

export type ReadContactTags = (
  customer: Customer,
  externalUserid: string,
  changed?: { staff: string; at: Date },
) => Promise<void>

/** Reads all pairs of one customer from WeCom and takes over what was changed, anew where Kelu marked one meanwhile. */
export function createReadContactTags(deps: {
  contacts: ContactReader
  applyPairTags: ApplyPairTags
  customers: Pick<Customers, 'find'>
  clock: Clock
}): ReadContactTags {
  const { contacts, applyPairTags, customers, clock } = deps

  return async (customer, externalUserid, changed) => {
    for (let reads = 1; reads <= maxReads; reads++) {
      const readAt = clock.now()
      const contact = await contacts.read(externalUserid)
      let current = (reads > 1 && (await customers.find(customer._id))) || customer
      let stale = false
      for (const { staff, tagIds } of contact?.follows ?? []) {
        if (tagIds === undefined) continue
        const at = changed && isSame(changed.staff, staff) ? { at: changed.at } : {}
        const applied = await applyPairTags(current, { staff, tagIds, readAt, ...at })
        current = applied.customer
        stale ||= applied.isStale
      }
      if (!stale) return
    }
  }
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
