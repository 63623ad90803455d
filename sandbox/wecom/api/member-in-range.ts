import type { StaffMember } from '../../contract.ts'
import { WecomRefusal } from '../call.ts'
import type { WecomWorld } from '../world.ts'

/**
 * The member a call about customers is for.
 * @throws WecomRefusal 40003 when the corp has none of that userid, 60011 when the app may not see them; with these result fields
 */
export function memberInRange(
  userid: string,
  { people }: WecomWorld,
  extra: Record<string, unknown> = {},
): StaffMember {
  const member = people.findStaff(userid)
  if (!member) throw new WecomRefusal(40003, 'invalid userid', extra)
  if (member.outOfRange) {
    throw new WecomRefusal(60011, 'no privilege to access/modify contact/party/agent', extra)
  }
  return member
}
