import { textListOf, textOf, WecomRefusal } from '../call.ts'
import { pageOf } from '../cursor.ts'
import { presentContact, presentFollow } from '../customer-view.ts'
import type { WecomApi } from '../world.ts'

const maxUsers = 100
const maxPage = 100
const defaultPage = 50

/** POST externalcontact/batch/get_by_user: pages over the customers of up to 100 members. */
export const batchGetByUser: WecomApi = {
  method: 'POST',
  handle(call, { people, state, settings }) {
    const userids = textListOf(call.body.userid_list, 'userid_list')
    if (userids.length === 0) throw new WecomRefusal(40063, 'some parameters are empty: userid_list')
    if (userids.length > maxUsers) throw new WecomRefusal(40058, 'invalid Request Parameter: userid_list')
    const members = new Set(
      userids.map((userid) => {
        const member = people.findStaff(userid)
        if (!member) throw new WecomRefusal(40003, 'invalid userid')
        return member.userid
      }),
    )
    // A larger limit is treated as 100 (documented).
    const asked = typeof call.body.limit === 'number' ? call.body.limit : defaultPage
    const limit = Math.min(Math.max(1, asked), maxPage)
    const all = [...state.friendships.values()].filter(({ staff }) => members.has(staff))
    const { items, nextCursor } = pageOf(all, textOf(call.body.cursor), limit)
    return {
      external_contact_list: items.map((friendship) => ({
        external_contact: presentContact(people.byExternalUserid(friendship.externalUserid)!, settings),
        follow_info: { ...presentFollow(friendship), tag_id: [...friendship.tags] },
      })),
      next_cursor: nextCursor,
    }
  },
}
