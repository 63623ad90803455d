import { WecomRefusal } from '../call.ts'
import type { WecomApi } from '../world.ts'
import { memberInRange } from './member-in-range.ts'

/** GET externalcontact/list: all customers of one member, without paging. */
export const customerList: WecomApi = {
  method: 'GET',
  handle(call, world) {
    const nothing = { external_userid: [] }
    const member = memberInRange(call.query.get('userid') ?? '', world, nothing)
    const external = world.state.friendships
      .ofStaff(member.userid)
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
