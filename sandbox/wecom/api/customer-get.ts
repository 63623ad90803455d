import { WecomRefusal } from '../call.ts'
import { pageOf } from '../cursor.ts'
import { presentContact, presentFollow, presentTags } from '../customer-view.ts'
import type { WecomApi } from '../world.ts'
import { personKnown } from './person-known.ts'

/** GET externalcontact/get (客户详情): the person and the members who have them as a customer, 500 a page. */
export const customerGet: WecomApi = {
  method: 'GET',
  handle(call, { people, state, limits, settings }) {
    const id = call.query.get('external_userid') ?? ''
    if (id === '') throw new WecomRefusal(41035, 'missing external userid', { follow_user: [] })
    const person = personKnown(id, { people }, { follow_user: [] })
    const followers = state.friendships.ofCustomer(id)
    if (followers.length === 0) throw new WecomRefusal(84061, 'not external contact', { follow_user: [] })
    const cursor = call.query.get('cursor') ?? ''
    const { items, nextCursor } = pageOf(followers, cursor, limits.wecomFollowersPerPage)
    return {
      external_contact: presentContact(person, settings),
      follow_user: items.map((friendship) => ({
        ...presentFollow(friendship),
        tags: presentTags(state, friendship),
      })),
      ...(nextCursor !== '' && { next_cursor: nextCursor }),
    }
  },
}
