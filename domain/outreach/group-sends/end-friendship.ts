import type { GroupSendPerson } from '../../../models/group-send-people.ts'
import type { GroupSend } from '../../../models/group-sends.ts'
import { endFollow } from '../../customers/end-follow.ts'
import type { OutreachParts } from '../outreach-parts.ts'

/** WeCom says that the two are no friends any more: nobody told when the customer left. */
export async function endFriendship(
  { customers, clock }: Pick<OutreachParts, 'customers' | 'clock'>,
  { corp, sender, _id }: GroupSend,
  { customerId, externalUserid }: GroupSendPerson,
): Promise<void> {
  const customer = await customers.find(customerId)
  if (!customer) return
  const cause = `${_id}:${externalUserid}`
  await endFollow(customers, customer, { corp, staff: sender, by: 'customer', at: clock.now() }, cause)
}
