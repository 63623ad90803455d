import type { Customer } from '../../models/customer.ts'
import type { CustomerChange, Customers } from './contract.ts'

/**
 * Ends a friendship; whoever is nobody's friend any more cannot be reached in WeCom. What decides is when it happened: a
 * friendship that is younger goes on. Safe to repeat under the same cause.
 */
export async function endFollow(
  customers: Pick<Customers, 'change'>,
  customer: Customer,
  ended: NonNullable<CustomerChange['endFollow']>,
  cause: string,
): Promise<void> {
  const left = await customers.change(customer, { endFollow: ended }, `${cause}:follow`)
  if (left.follows.some((follow) => !follow.removedAt)) return
  const unreachable = { state: 'unreachable', reason: 'noFriend' } as const
  await customers.change(left, { setReach: { wecom: unreachable } }, `${cause}:reach`)
}
