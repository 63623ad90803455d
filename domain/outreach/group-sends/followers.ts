import type { Customer } from '../../../models/customer.ts'
import type { SendersOf } from './ports.ts'

/** Whose friend a customer is: the owner first, then the newest friendship; in one corp, or in any. */
export function followersIn(corp?: string): SendersOf {
  return ({ follows, owner = '' }: Customer) => {
    const isOwner = (staff: string) => (staff.toLowerCase() === owner.toLowerCase() ? 1 : 0)
    return follows
      .filter((follow) => (corp === undefined || follow.corp === corp) && follow.removedAt === undefined)
      .sort((a, b) => isOwner(b.staff) - isOwner(a.staff) || b.since.getTime() - a.since.getTime())
      .map(({ staff }) => staff)
  }
}
