import { unixSeconds } from '../../clock.ts'
import { textOf, type WecomCall, WecomRefusal } from '../call.ts'
import { pageOf } from '../cursor.ts'
import type { GroupSendTask } from '../group-sends.ts'
import type { WecomApi, WecomWorld } from '../world.ts'

const maxPage = 1_000
const defaultPage = 500

const notSent = 0
const sent = 2

/** POST externalcontact/get_groupmsg_task: which members have sent it. */
export const groupMsgTask: WecomApi = {
  method: 'POST',
  handle(call, world) {
    const parts = [...taskOf(call, world).parts.values()]
    const { items, nextCursor } = pageOf(parts, textOf(call.body.cursor), pageSizeOf(call))
    return {
      task_list: items.map(({ userid, sentAt }) => ({
        userid,
        status: sentAt ? sent : notSent,
        ...(sentAt && { send_time: unixSeconds(sentAt) }),
      })),
      next_cursor: nextCursor,
    }
  },
}

/** POST externalcontact/get_groupmsg_send_result: what became of it for each customer of one member. */
export const groupMsgSendResult: WecomApi = {
  method: 'POST',
  handle(call, world) {
    const part = taskOf(call, world).parts.get(textOf(call.body.userid).toLowerCase())
    if (!part) throw new WecomRefusal(40003, 'invalid userid')
    const { items, nextCursor } = pageOf(part.people, textOf(call.body.cursor), pageSizeOf(call))
    return {
      send_list: items.map(({ externalUserid, status, sentAt }) => ({
        external_userid: externalUserid,
        userid: part.userid,
        status,
        ...(sentAt && { send_time: unixSeconds(sentAt) }),
      })),
      next_cursor: nextCursor,
    }
  },
}

/** @throws WecomRefusal 41046 without a msgid, 41047 for one nobody gave */
export function taskOf({ body }: WecomCall, { state }: WecomWorld): GroupSendTask {
  const msgid = textOf(body.msgid)
  if (msgid === '') throw new WecomRefusal(41046, 'missing msgid')
  const task = state.groupSends.get(msgid)
  if (!task) throw new WecomRefusal(41047, 'invalid msgid')
  return task
}

function pageSizeOf({ body: { limit = defaultPage } }: WecomCall): number {
  if (typeof limit !== 'number' || limit < 1 || limit > maxPage) {
    throw new WecomRefusal(40058, 'invalid Request Parameter: limit')
  }
  return limit
}
