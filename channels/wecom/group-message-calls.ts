import type { GroupMessage } from '../../domain/outreach/group-sends/ports.ts'
import type { ErrcodeClient } from '../errcode-client.ts'
import { limits, within } from './limits.ts'
import * as types from './types.ts'
import { checkMessage, presentMessage } from './welcome-body.ts'

const contact = '/cgi-bin/externalcontact'
/** Of the task and of its results; of the list. */
const pageSize = 1_000
const listPageSize = 100

const unixSeconds = (at: Date) => Math.floor(at.getTime() / 1_000)

/** The calls of 企业群发 (documents 92135, 97610, 93338). Failures are PlatformErrors. */
export function createGroupMessageCalls(client: Pick<ErrcodeClient, 'call'>) {
  /** Every page of a list, each with the cursor of the one before. */
  async function pages<T>(page: (cursor: string) => Promise<{ items: T[]; next: string }>): Promise<T[]> {
    const all: T[] = []
    for (let cursor = ''; ; ) {
      const { items, next } = await page(cursor)
      all.push(...items)
      if (next === '' || next === cursor) return all
      cursor = next
    }
  }

  return {
    /** Makes a task for its sender, who may leave people out. One try: a second one would be a second task. */
    async addMsgTemplate(message: GroupMessage) {
      const path = `${contact}/add_msg_template`
      const { sender, externalUserids } = message
      within(path, 'people', externalUserids.length > 0 && externalUserids.length <= limits.groupSendPeople)
      checkMessage(path, message)
      return client.call({
        method: 'POST',
        path,
        body: {
          chat_type: 'single',
          sender,
          external_userid: externalUserids,
          allow_select: true,
          ...presentMessage(message),
        },
        reply: types.addMsgTemplateReply,
        repeat: 'whenRefused',
      })
    },

    /** All that was made to customers in that time, by whomever; at most a month. */
    listGroupMessages: (from: Date, to: Date) =>
      pages(async (cursor) => {
        const reply = await client.call({
          method: 'POST',
          path: `${contact}/get_groupmsg_list_v2`,
          body: {
            chat_type: 'single',
            start_time: unixSeconds(from),
            end_time: unixSeconds(to),
            filter_type: 2,
            limit: listPageSize,
            ...(cursor && { cursor }),
          },
          reply: types.groupMsgListReply,
          repeat: 'always',
        })
        return { items: reply.group_msg_list, next: reply.next_cursor }
      }),

    /** Which members were asked, and which have sent it. */
    listGroupMessageTasks: (msgid: string) =>
      pages(async (cursor) => {
        const reply = await client.call({
          method: 'POST',
          path: `${contact}/get_groupmsg_task`,
          body: { msgid, limit: pageSize, ...(cursor && { cursor }) },
          reply: types.groupMsgTaskReply,
          repeat: 'always',
        })
        return { items: reply.task_list, next: reply.next_cursor }
      }),

    /** What became of it for each customer of a member. */
    listGroupMessageResults: (msgid: string, userid: string) =>
      pages(async (cursor) => {
        const reply = await client.call({
          method: 'POST',
          path: `${contact}/get_groupmsg_send_result`,
          body: { msgid, userid, limit: pageSize, ...(cursor && { cursor }) },
          reply: types.groupMsgResultReply,
          repeat: 'always',
        })
        return { items: reply.send_list, next: reply.next_cursor }
      }),

    /** Three times within 24 hours; one whose answer was lost may have been one of them. */
    async remindGroupMessage(msgid: string): Promise<void> {
      await client.call({
        method: 'POST',
        path: `${contact}/remind_groupmsg_send`,
        body: { msgid },
        reply: types.emptyReply,
        repeat: 'whenRefused',
      })
    },

    /** Whoever has not sent it cannot any more. */
    async cancelGroupMessage(msgid: string): Promise<void> {
      await client.call({
        method: 'POST',
        path: `${contact}/cancel_groupmsg_send`,
        body: { msgid },
        reply: types.emptyReply,
        repeat: 'always',
      })
    },
  }
}
