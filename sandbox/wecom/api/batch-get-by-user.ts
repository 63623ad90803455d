import type { StaffMember } from '../../contract.ts'
import { textListOf, textOf, WecomRefusal } from '../call.ts'
import { pageOf } from '../cursor.ts'
import { presentContact, presentFollow } from '../customer-view.ts'
import type { WecomApi, WecomWorld } from '../world.ts'
import { memberInRange } from './member-in-range.ts'

const maxUsers = 100
const maxPage = 100
const defaultPage = 50

/** POST externalcontact/batch/get_by_user: pages over the customers of up to 100 members; who has no licence is named. */
export const batchGetByUser: WecomApi = {
  method: 'POST',
  handle(call, world) {
    const { people, state, settings } = world
    const members = membersOf(call.body.userid_list, world)
    const licensed = members.filter(({ licence }) => licence !== 'missing')
    if (licensed.length === 0) throw new WecomRefusal(701008, 'no member with a valid license')
    // A larger limit is treated as 100 (documented).
    const asked = typeof call.body.limit === 'number' ? call.body.limit : defaultPage
    const limit = Math.min(Math.max(1, asked), maxPage)
    const all = licensed.flatMap(({ userid }) => state.friendships.ofStaff(userid))
    const { items, nextCursor } = pageOf(all, textOf(call.body.cursor), limit)
    const left = members.filter(({ licence }) => licence === 'missing').map(({ userid }) => userid)
    return {
      external_contact_list: items.map((friendship) => ({
        external_contact: presentContact(people.byExternalUserid(friendship.externalUserid)!, settings),
        follow_info: { ...presentFollow(friendship), tag_id: [...friendship.tags] },
      })),
      next_cursor: nextCursor,
      ...(left.length > 0 && { fail_info: { unlicensed_userid_list: left } }),
    }
  },
}

function membersOf(given: unknown, world: WecomWorld): StaffMember[] {
  const userids = textListOf(given, 'userid_list')
  if (userids.length === 0) throw new WecomRefusal(40063, 'some parameters are empty: userid_list')
  if (userids.length > maxUsers) throw new WecomRefusal(40058, 'invalid Request Parameter: userid_list')
  return [...new Set(userids.map((userid) => memberInRange(userid, world)))]
}
