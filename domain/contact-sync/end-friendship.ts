import type { Customer } from '../../models/customer.ts'
import type { CustomerChange, Customers, Who } from '../customers/contract.ts'
import { isSameStaff } from '../customers/follows.ts'

type Ended = NonNullable<CustomerChange['endFollow']>

/**
 * Notes that a friendship ended; what decides is when it happened: one that is younger goes on. Who has no friend left cannot be
 * reached in WeCom any more. `cause` keys the parts.
 */
export async function endFriendship(
  customers: Pick<Customers, 'change'>,
  who: Who,
  endFollow: Ended,
  cause: string,
): Promise<Customer> {
  const left = await customers.change(who, { endFollow }, `${cause}:follow`)
  const lasting = left.follows.filter(({ removedAt }) => removedAt === undefined)
  if (lasting.length > 0) return left
  const unreachable = { state: 'unreachable', reason: 'noFriend' } as const
  return customers.change(left, { setReach: { wecom: unreachable } }, `${cause}:reach`)
}

/** Whose customer somebody is whose owner is their friend no more: the oldest friend's. Undefined where that changes nothing. */
export function nextOwner({ owner, follows }: Pick<Customer, 'owner' | 'follows'>): string | undefined {
  const lasting = follows
    .filter(({ removedAt }) => removedAt === undefined)
    .sort((a, b) => a.since.getTime() - b.since.getTime())
  if (owner === undefined) return lasting[0]?.staff
  const own = follows.find(({ staff }) => isSameStaff(staff, owner))
  return own?.removedAt === undefined ? undefined : lasting[0]?.staff
}
