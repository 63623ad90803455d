import { z } from 'zod'
import type { WayContent } from '../../domain/channel-codes/ports.ts'
import type { ErrcodeClient } from '../errcode-client.ts'
import { within } from './limits.ts'
import { emptyReply } from './types.ts'

const contact = '/cgi-bin/externalcontact'
/** Several members may take whoever scans it; shown as a QR code. */
const several = 2
const byQrCode = 2
/** document 92228, characters and members */
export const wayLimits = { remark: 30, state: 30, users: 100 } as const
const listPage = 1_000

const madeReply = z.object({ config_id: z.string().min(1), qr_code: z.string().default('') })
const wayReply = z.object({
  contact_way: z.object({
    config_id: z.string(),
    state: z.string().default(''),
    qr_code: z.string().default(''),
    user: z.array(z.string()).default([]),
  }),
})
const listReply = z.object({
  contact_way: z.array(z.object({ config_id: z.string() })).default([]),
  next_cursor: z.string().default(''),
})

/** Calls of 「联系我」 (document 92228): codes that lead to one of several members. */
export function createContactWayCalls(client: ErrcodeClient) {
  /** Throws PlatformError `invalid` for what document 92228 does not allow. */
  function check(path: string, { state, remark, users }: WayContent): void {
    within(path, 'state', state !== '' && [...state].length <= wayLimits.state)
    within(path, 'remark', [...remark].length <= wayLimits.remark)
    within(path, 'users', users.length > 0 && users.length <= wayLimits.users)
  }

  return {
    /** Not idempotent: each answered call makes a code. After a lost answer look for it by its state. */
    async addContactWay(content: WayContent): Promise<{ configId: string; qrCode: string }> {
      const path = `${contact}/add_contact_way`
      check(path, content)
      const { state, remark, users, skipVerify, exclusive } = content
      const reply = await client.call({
        method: 'POST',
        path,
        body: {
          type: several,
          scene: byQrCode,
          state,
          remark,
          user: users,
          skip_verify: skipVerify,
          is_exclusive: exclusive,
        },
        reply: madeReply,
        repeat: 'whenRefused',
      })
      return { configId: reply.config_id, qrCode: reply.qr_code }
    },

    /** Overwrites members, remark and whether the customer is accepted at once; whether one member is for good stays as it was made. */
    async updateContactWay(configId: string, content: WayContent): Promise<void> {
      const path = `${contact}/update_contact_way`
      check(path, content)
      const { state, remark, users, skipVerify } = content
      await client.call({
        method: 'POST',
        path,
        body: { config_id: configId, state, remark, user: users, skip_verify: skipVerify },
        reply: emptyReply,
        repeat: 'always',
      })
    },

    async getContactWay(configId: string) {
      const reply = await client.call({
        method: 'POST',
        path: `${contact}/get_contact_way`,
        body: { config_id: configId },
        reply: wayReply,
        repeat: 'always',
      })
      const { state, qr_code, user } = reply.contact_way
      return { configId, state, qrCode: qr_code, users: user }
    },

    async deleteContactWay(configId: string): Promise<void> {
      await client.call({
        method: 'POST',
        path: `${contact}/del_contact_way`,
        body: { config_id: configId },
        reply: emptyReply,
        repeat: 'whenRefused',
      })
    },

    /** Ids of the codes made between two moments, both included, page by page. */
    async *listContactWays(from: Date, to: Date): AsyncGenerator<string> {
      const path = `${contact}/list_contact_way`
      const seconds = (at: Date) => Math.floor(at.getTime() / 1_000)
      for (let cursor: string | null = ''; cursor !== null; ) {
        const reply: z.output<typeof listReply> = await client.call({
          method: 'POST',
          path,
          body: {
            start_time: seconds(from),
            end_time: seconds(to) + 1,
            limit: listPage,
            ...(cursor ? { cursor } : {}),
          },
          reply: listReply,
          repeat: 'always',
        })
        for (const { config_id } of reply.contact_way) yield config_id
        cursor = reply.next_cursor && reply.next_cursor !== cursor ? reply.next_cursor : null
      }
    },
  }
}
