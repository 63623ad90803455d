import { z } from 'zod'
import type { ErrcodeClient } from '../errcode-client.ts'
import { within } from './limits.ts'

const kf = '/cgi-bin/kf'

const itemSchema = z.object({
  msgid: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  send_time: z.number().int(),
  origin: z.number().int().optional(),
  /** Of an event it stands inside of it. */
  external_userid: z.string().optional(),
  msgtype: z.string().min(1).max(64),
  text: z.object({ content: z.string().default('') }).optional(),
  event: z
    .object({
      event_type: z.string(),
      external_userid: z.string().optional(),
      fail_msgid: z.string().optional(),
      fail_type: z.number().int().optional(),
      change_type: z.number().int().optional(),
      reject_switch: z.number().int().optional(),
    })
    .optional(),
})
export type KfItem = z.infer<typeof itemSchema>

/** Of one item we cannot read the others are none the worse. */
const readableItems = z
  .array(z.unknown())
  .default([])
  .transform((items) => items.flatMap((item) => itemSchema.safeParse(item).data ?? []))

const syncReply = z.object({
  next_cursor: z.string().default(''),
  has_more: z.number().int().default(0),
  msg_list: readableItems,
})
const customersReply = z.object({
  customer_list: z
    .array(
      z.object({
        external_userid: z.string(),
        nickname: z.string().optional(),
        avatar: z.string().optional(),
        unionid: z.string().optional(),
      }),
    )
    .default([]),
})
const accountsReply = z.object({
  account_list: z.array(z.object({ open_kfid: z.string(), name: z.string().default('') })).default([]),
})
const stateReply = z.object({ service_state: z.number().int() })
const sendReply = z.object({ msgid: z.string().optional() })

const accountsPerPage = 100
const customersPerCall = 100

/** Calls of 微信客服 (documents 94661, 94670, 94677, 95159). */
export function createKfCalls(client: ErrcodeClient) {
  return {
    /** What came since the cursor, at most 1,000 items; without one of the last three days (document 94670). */
    syncKf(ask: { account: string; cursor: string | null; token?: string }) {
      return client.call({
        method: 'POST',
        path: `${kf}/sync_msg`,
        body: {
          open_kfid: ask.account,
          ...(ask.cursor !== null && { cursor: ask.cursor }),
          ...(ask.token !== undefined && { token: ask.token }),
        },
        reply: syncReply,
        repeat: 'always',
      })
    },

    /** Those of them who wrote within 48 hours (document 95159). */
    async listKfCustomers(externalUserids: readonly string[]) {
      const found: z.infer<typeof customersReply>['customer_list'] = []
      for (let from = 0; from < externalUserids.length; from += customersPerCall) {
        const { customer_list } = await client.call({
          method: 'POST',
          path: `${kf}/customer/batchget`,
          body: {
            external_userid_list: externalUserids.slice(from, from + customersPerCall),
            need_enter_session_context: 0,
          },
          reply: customersReply,
          repeat: 'always',
        })
        found.push(...customer_list)
      }
      return found
    },

    /** Accounts the application was given, the first 100 (document 94661). */
    async listKfAccounts() {
      const { account_list } = await client.call({
        method: 'POST',
        path: `${kf}/account/list`,
        body: { offset: 0, limit: accountsPerPage },
        reply: accountsReply,
        repeat: 'always',
      })
      return account_list
    },

    /** Who has a conversation: 0 nobody, 1 a bot, 2 the queue, 3 a member, 4 nobody, for it ended (document 94669). */
    async getKfState(account: string, externalUserid: string): Promise<number> {
      const { service_state } = await client.call({
        method: 'POST',
        path: `${kf}/service_state/get`,
        body: { open_kfid: account, external_userid: externalUserid },
        reply: stateReply,
        repeat: 'always',
      })
      return service_state
    },

    /** One message; its id is refused a second time (document 94677). */
    async sendKf(message: {
      account: string
      externalUserid: string
      msgid: string
      kind: 'text' | 'link' | 'miniprogram'
      content: Record<string, unknown>
    }): Promise<void> {
      const { account, externalUserid, msgid, kind, content } = message
      within(`${kf}/send_msg`, 'msgid', /^[\w-]{1,32}$/.test(msgid))
      await client.call({
        method: 'POST',
        path: `${kf}/send_msg`,
        body: { touser: externalUserid, open_kfid: account, msgid, msgtype: kind, [kind]: content },
        reply: sendReply,
        repeat: 'never',
      })
    },
  }
}
