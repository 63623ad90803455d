import { unixSeconds } from '../../clock.ts'
import { textOf, WecomRefusal } from '../call.ts'
import { pageOf } from '../cursor.ts'
import type { GroupSendTask } from '../group-sends.ts'
import type { WecomApi } from '../world.ts'

const maxPage = 100
const defaultPage = 50
const maxSpanSeconds = 31 * 86_400

/** What `filter_type` asks for. */
const corpOnly = 0
const memberOnly = 1

/** POST externalcontact/get_groupmsg_list_v2: what was made in a time of a month at most, by the corp and by members. */
export const groupMsgList: WecomApi = {
  method: 'POST',
  handle({ body }, { state }) {
    if (textOf(body.chat_type) !== 'single') throw invalid('chat_type')
    const { start_time: from, end_time: to, filter_type: filter = 2, limit = defaultPage } = body
    if (typeof from !== 'number' || typeof to !== 'number' || to < from || to - from > maxSpanSeconds) {
      throw invalid('start_time and end_time')
    }
    if (typeof limit !== 'number' || limit < 1 || limit > maxPage) throw invalid('limit')
    const creator = textOf(body.creator).toLowerCase()
    const found = [...state.groupSends.values()].filter(
      ({ createdAt, by }) =>
        unixSeconds(createdAt) >= from &&
        unixSeconds(createdAt) <= to &&
        (filter !== corpOnly || by.kind === 'corp') &&
        (filter !== memberOnly || by.kind === 'member') &&
        (creator === '' || (by.kind === 'member' && by.userid.toLowerCase() === creator)),
    )
    const { items, nextCursor } = pageOf(found, textOf(body.cursor), limit)
    return { group_msg_list: items.map(present), next_cursor: nextCursor }
  },
}

function present({ msgid, by, createdAt, text, attachments }: GroupSendTask): Record<string, unknown> {
  return {
    msgid,
    ...(by.kind === 'member' && { creator: by.userid }),
    create_time: unixSeconds(createdAt),
    create_type: by.kind === 'corp' ? 0 : 1,
    ...(text !== '' && { text: { content: text } }),
    attachments,
  }
}

function invalid(name: string): WecomRefusal {
  return new WecomRefusal(40058, `invalid Request Parameter: ${name}`)
}
