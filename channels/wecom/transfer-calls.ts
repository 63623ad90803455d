import { z } from 'zod'
import type { TransferKind } from '../../domain/hand-over/ports.ts'
import type { ErrcodeClient } from '../errcode-client.ts'
import { within } from './limits.ts'

const contact = '/cgi-bin/externalcontact'
/** documents 96325, 96331, 96334 */
const mostAtOnce = 100
const mostSentenceChars = 200
const groupPage = 1_000

const askedReply = z.object({
  customer: z.array(z.object({ external_userid: z.string(), errcode: z.number().int() })).default([]),
})
const resultReply = z.object({
  customer: z
    .array(
      z.object({
        external_userid: z.string(),
        status: z.number().int(),
        takeover_time: z.number().int().default(0),
      }),
    )
    .default([]),
  next_cursor: z.string().default(''),
})
const unassignedReply = z.object({
  info: z.array(z.object({ handover_userid: z.string(), external_userid: z.string() })).default([]),
  next_cursor: z.string().default(''),
})
const groupsReply = z.object({
  group_chat_list: z.array(z.object({ chat_id: z.string() })).default([]),
  next_cursor: z.string().default(''),
})
const givenReply = z.object({
  failed_chat_list: z.array(z.object({ chat_id: z.string(), errcode: z.number().int() })).default([]),
})

interface Members {
  kind: TransferKind
  from: string
  to: string
}

/** Calls of 在职 and 离职继承: customers (documents 96325, 96331) and groups (96334) of one member go to another. */
export function createTransferCalls(client: ErrcodeClient) {
  const pathOf = (kind: TransferKind, call: string) =>
    kind === 'onjob' ? `${contact}/${call}` : `${contact}/resigned/${call}`

  /** All pages of a list that is asked for with a cursor. */
  async function all<Reply extends { next_cursor: string }, Item>(
    path: string,
    body: Record<string, unknown>,
    reply: z.ZodType<Reply>,
    itemsOf: (reply: Reply) => Item[],
  ): Promise<Item[]> {
    const items: Item[] = []
    for (let cursor = ''; ; ) {
      const page = await client.call({
        method: 'POST',
        path,
        body: { ...body, ...(cursor ? { cursor } : {}) },
        reply,
        repeat: 'always',
      })
      items.push(...itemsOf(page))
      if (page.next_cursor === '' || page.next_cursor === cursor) return items
      cursor = page.next_cursor
    }
  }

  return {
    /** Begins it, for each customer with an answer of their own; asked again it says that it is under way (40129). */
    async transferCustomers(
      input: Members & { externalUserids: readonly string[]; sentence?: string },
    ): Promise<z.infer<typeof askedReply>['customer']> {
      const { kind, from, to, externalUserids, sentence } = input
      const path = pathOf(kind, 'transfer_customer')
      within(path, 'external_userid', externalUserids.length > 0 && externalUserids.length <= mostAtOnce)
      within(path, 'transfer_success_msg', [...(sentence ?? '')].length <= mostSentenceChars)
      const reply = await client.call({
        method: 'POST',
        path,
        body: {
          handover_userid: from,
          takeover_userid: to,
          external_userid: externalUserids,
          ...(kind === 'onjob' && sentence ? { transfer_success_msg: sentence } : {}),
        },
        reply: askedReply,
        repeat: 'always',
      })
      return reply.customer
    },

    transferResults: ({ kind, from, to }: Members) =>
      all(
        pathOf(kind, 'transfer_result'),
        { handover_userid: from, takeover_userid: to },
        resultReply,
        ({ customer }) => customer,
      ),

    /** Customers of members who left within a year (document 92124). */
    listUnassigned: () =>
      all(`${contact}/get_unassigned_list`, { page_size: 1_000 }, unassignedReply, ({ info }) => info),

    /** Customer groups a member owns (document 92120). */
    async listGroupChatsOf(userid: string): Promise<string[]> {
      const groups = await all(
        `${contact}/groupchat/list`,
        { owner_filter: { userid_list: [userid] }, limit: groupPage },
        groupsReply,
        ({ group_chat_list }) => group_chat_list,
      )
      return groups.map(({ chat_id }) => chat_id)
    },

    /** Those that were not given, each with why. */
    async transferGroupChats({
      kind,
      chatIds,
      to,
    }: {
      kind: TransferKind
      chatIds: readonly string[]
      to: string
    }): Promise<z.infer<typeof givenReply>['failed_chat_list']> {
      const path = `${contact}/groupchat/${kind === 'onjob' ? 'onjob_transfer' : 'transfer'}`
      within(path, 'chat_id_list', chatIds.length > 0 && chatIds.length <= mostAtOnce)
      const reply = await client.call({
        method: 'POST',
        path,
        body: { chat_id_list: chatIds, new_owner: to },
        reply: givenReply,
        repeat: 'whenRefused',
      })
      return reply.failed_chat_list
    },
  }
}
