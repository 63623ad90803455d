import type { GroupSendPerson } from '../../../models/group-send-people.ts'
import type { GroupSend } from '../../../models/group-sends.ts'
import { endFriendship } from '../../contact-sync/end-friendship.ts'
import type { OutreachParts } from '../outreach-parts.ts'

/** WeCom says that the two are no friends any more: nobody told when the customer left. */
export async function noteLeftFriend(
  { customers, clock }: Pick<OutreachParts, 'customers' | 'clock'>,
  { corp, sender, _id }: GroupSend,
  { customerId, externalUserid }: GroupSendPerson,
): Promise<void> {
  const ended = { corp, staff: sender, by: 'customer', at: clock.now() } as const
  await endFriendship(customers, customerId, ended, `${_id}:${externalUserid}`)
}
