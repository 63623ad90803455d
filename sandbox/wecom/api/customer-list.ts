import { WecomRefusal } from '../call.ts'
import type { WecomApi } from '../world.ts'

/** GET externalcontact/list: all customers of one member, without paging. */
export const customerList: WecomApi = {
  method: 'GET',
  handle(call, { people, state }) {
    const nothing = { external_userid: [] }
    const member = people.findStaff(call.query.get('userid') ?? '')
    if (!member) throw new WecomRefusal(40003, 'invalid userid', nothing)
    const external = [...state.friendships.values()]
      .filter(({ staff }) => staff === member.userid)
      .map(({ externalUserid }) => externalUserid)
    if (external.length === 0) throw new WecomRefusal(84061, 'not external contact', nothing)
    return { external_userid: external }
  },
}

/** GET externalcontact/get_follow_user_list: members with the customer-contact feature. */
export const followUserList: WecomApi = {
  method: 'GET',
  handle: (_call, { people }) => ({
    follow_user: people
      .staff()
      .filter(({ reachable }) => reachable)
      .map(({ userid }) => userid),
  }),
}
