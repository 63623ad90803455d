import type { Customer } from '../../../models/customer.ts'
import type { CompanyRules } from '../../language/settings.ts'
import { type Ahead, nothingAhead } from '../gates/ahead.ts'
import type { GroupSendDeps } from './group-send-deps.ts'
import type { Window } from './windows.ts'

export type SenderChoice =
  | { kind: 'sender'; userid: string }
  /** Nobody's friend, all of them off that day, or asked for as much as they may be. */
  | { kind: 'none'; reason: 'noFriend' | 'senderAway' | 'confirmationsFull' }

/**
 * Who is asked to send something to this customer in a window: the salesperson they belong to, else a colleague who is their
 * friend, too; one who works that day and is not asked for too much already.
 */
export async function chooseSender(
  { sendersOf, roster, stores }: Pick<GroupSendDeps, 'sendersOf' | 'roster' | 'stores'>,
  customer: Customer,
  { day, closesAt }: Window,
  { perSalesperson }: Pick<CompanyRules['groupSends'], 'perSalesperson'>,
  { tasksOf }: Pick<Ahead, 'tasksOf'> = nothingAhead,
): Promise<SenderChoice> {
  const friends = sendersOf(customer)
  if (friends.length === 0) return { kind: 'none', reason: 'noFriend' }
  let reason: 'senderAway' | 'confirmationsFull' = 'senderAway'
  for (const userid of friends) {
    if (!(await roster.worksOn(userid, closesAt))) continue
    const taken = await stores.confirmations.taken(userid, day, perSalesperson)
    if (taken.length + tasksOf(userid) < perSalesperson) return { kind: 'sender', userid }
    reason = 'confirmationsFull'
  }
  return { kind: 'none', reason }
}
