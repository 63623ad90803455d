import { unixSeconds } from '../../clock.ts'
import { textOf, WecomRefusal } from '../call.ts'
import { pageOf } from '../cursor.ts'
import { dayMs, waitingTransfer } from '../transfers.ts'
import type { WecomApi } from '../world.ts'

const mostOfPage = 1_000
const keptDays = 365

/** POST externalcontact/get_unassigned_list: customers of members who left within a year, but for those on their way. */
export const unassignedList: WecomApi = {
  method: 'POST',
  handle({ body }, world) {
    const { state, clock } = world
    const size = typeof body.page_size === 'number' ? body.page_size : mostOfPage
    if (size < 1 || size > mostOfPage) throw new WecomRefusal(40058, 'invalid Request Parameter: page_size')
    const since = clock.now().getTime() - keptDays * dayMs
    const all = [...state.leftMembers.values()]
      .filter(({ at }) => at.getTime() > since)
      .flatMap((left) => state.friendships.ofStaff(left.userid).map((pair) => ({ left, pair })))
      .filter(({ pair }) => !waitingTransfer(world, pair.externalUserid))
    const { items, nextCursor } = pageOf(all, textOf(body.cursor), size)
    return {
      info: items.map(({ left, pair }) => ({
        handover_userid: left.userid,
        external_userid: pair.externalUserid,
        dimission_time: unixSeconds(left.at),
      })),
      is_last: nextCursor === '',
      next_cursor: nextCursor,
    }
  },
}
