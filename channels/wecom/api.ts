import type { WelcomeMessage } from '../../domain/outreach/ports.ts'
import { PlatformError } from '../platform-error.ts'
import { createWecomClient, type WecomSettings } from './client.ts'
import { badLoginCode } from './codes.ts'
import { createContactWayCalls } from './contact-way-calls.ts'
import { createGroupMessageCalls } from './group-message-calls.ts'
import { createKfCalls } from './kf-calls.ts'
import { limits, memberLimits, within, withinBytes } from './limits.ts'
import type { NoticeCard } from './list-card.ts'
import { fileForm } from './multipart.ts'
import type { TemplateCard } from './task-card.ts'
import { createTicketCalls } from './ticket-calls.ts'
import { createTransferCalls } from './transfer-calls.ts'
import * as types from './types.ts'
import { checkWelcome, presentMessage } from './welcome-body.ts'

const contact = '/cgi-bin/externalcontact'
/** Real time: the code lives 20 s in all. */
const welcomeTimeoutMs = 5_000
/** Real time: a welcome may wait for it. */
const uploadTimeoutMs = 6_000

export type StaffMessage = { userid: string } & (
  | { text: string }
  | { card: TemplateCard | NoticeCard }
  /** Of `uploadFile`. */
  | { fileMediaId: string }
)

export type CardChange = { text: string } | { card: TemplateCard }

/** What became of a message to one member. `invalid`: WeCom took the call and left this member out. */
export type MessageReceipt =
  | { kind: 'delivered'; msgid?: string; responseCode?: string }
  | { kind: 'invalid'; code: 'invaliduser' | 'unlicenseduser' }

export type LoginAnswer =
  | { kind: 'member'; userid: string }
  | { kind: 'outsider'; externalUserid?: string }
  /** Wrong, used or expired: ask for a new one. */
  | { kind: 'badCode' }

export type WecomApi = ReturnType<typeof createWecomApi>

/**
 * Typed calls of the WeCom server API. Every failure is a PlatformError; a value over a documented limit is refused with
 * kind `invalid` before anything is sent.
 */
export function createWecomApi(settings: WecomSettings) {
  const { corpId, agentId } = settings
  const client = createWecomClient(settings)

  return {
    ...createContactWayCalls(client),
    ...createKfCalls(client),
    ...createTransferCalls(client),
    ...createTicketCalls(client, settings),

    /** A customer with everybody who follows them (document 92114); followers beyond 500 come in further pages. */
    async getExternalContact(externalUserid: string) {
      const page = (cursor: string) =>
        client.call({
          method: 'GET',
          path: `${contact}/get`,
          query: { external_userid: externalUserid, ...(cursor ? { cursor } : {}) },
          reply: types.externalContactReply,
          repeat: 'always',
        })
      const first = await page('')
      const followers = [...first.follow_user]
      for (let cursor = first.next_cursor; cursor !== ''; ) {
        const next = await page(cursor)
        followers.push(...next.follow_user)
        cursor = next.next_cursor === cursor ? '' : next.next_cursor
      }
      return { contact: first.external_contact, followers }
    },

    /** Where callbacks come from; asks for no right but the token and a trusted address (document 90930). */
    async listCallbackAddresses(): Promise<string[]> {
      const reply = await client.call({
        method: 'GET',
        path: '/cgi-bin/getcallbackip',
        reply: types.addressesReply,
        repeat: 'always',
      })
      return reply.ip_list
    },

    /** Members who have the customer-contact feature (document 92571). */
    async listFollowUsers(): Promise<string[]> {
      const path = `${contact}/get_follow_user_list`
      const reply = await client.call({
        method: 'GET',
        path,
        reply: types.followUsersReply,
        repeat: 'always',
      })
      return reply.follow_user
    },

    /** All customers of a member; none is an answer too (document 92113, 84061). */
    async listCustomersOf(userid: string): Promise<string[]> {
      try {
        const reply = await client.call({
          method: 'GET',
          path: `${contact}/list`,
          query: { userid },
          reply: types.customersReply,
          repeat: 'always',
        })
        return reply.external_userid
      } catch (error) {
        if (error instanceof PlatformError && error.code === '84061') return []
        throw error
      }
    },

    /** Every corp tag group (document 92117). */
    async getCorpTagList() {
      const path = `${contact}/get_corp_tag_list`
      const reply = await client.call({
        method: 'POST',
        path,
        body: {},
        reply: types.tagListReply,
        repeat: 'always',
      })
      return reply.tag_group
    },

    /** Adds tags to the group of that name, which is made when missing. A name already there refuses all with 40071. */
    async addCorpTag(input: { groupName: string; names: readonly string[] }) {
      const path = `${contact}/add_corp_tag`
      for (const name of [input.groupName, ...input.names]) {
        within(path, 'tagName', name !== '' && [...name].length <= limits.tagName)
      }
      const reply = await client.call({
        method: 'POST',
        path,
        body: { group_name: input.groupName, tag: input.names.map((name) => ({ name })) },
        reply: types.addTagReply,
        repeat: 'whenRefused',
      })
      return reply.tag_group
    },

    /** Names a tag or a group otherwise; only those this application made (document 92117). */
    async editCorpTag(id: string, name: string): Promise<void> {
      const path = `${contact}/edit_corp_tag`
      within(path, 'tagName', name !== '' && [...name].length <= limits.tagName)
      await client.call({
        method: 'POST',
        path,
        body: { id, name },
        reply: types.emptyReply,
        repeat: 'always',
      })
    },

    /** Deletes a tag, from every pair that has it; only one this application made (document 92117). */
    async deleteCorpTag(id: string): Promise<void> {
      const path = `${contact}/del_corp_tag`
      await client.call({
        method: 'POST',
        path,
        body: { tag_id: [id] },
        reply: types.emptyReply,
        repeat: 'whenRefused',
      })
    },

    /** Puts corp tags on a pair of member and customer and takes others off (document 92118). Not both lists empty. */
    async markTag(input: {
      userid: string
      externalUserid: string
      add: readonly string[]
      remove: readonly string[]
    }): Promise<void> {
      const path = `${contact}/mark_tag`
      within(path, 'tags', input.add.length + input.remove.length > 0)
      const { userid, externalUserid, add, remove } = input
      const body = {
        userid,
        external_userid: externalUserid,
        ...(add.length > 0 ? { add_tag: add } : {}),
        ...(remove.length > 0 ? { remove_tag: remove } : {}),
      }
      await client.call({ method: 'POST', path, body, reply: types.emptyReply, repeat: 'always' })
    },

    /** One try: the code works once and whether a failed try uses it up is not documented (document 92137). */
    async sendWelcome(message: WelcomeMessage): Promise<void> {
      const path = `${contact}/send_welcome_msg`
      checkWelcome(path, message)
      const body = { welcome_code: message.welcomeCode, ...presentMessage(message) }
      await client.call({
        method: 'POST',
        path,
        body,
        reply: types.emptyReply,
        repeat: 'never',
        timeoutMs: Math.min(welcomeTimeoutMs, settings.timeoutMs ?? welcomeTimeoutMs),
      })
    },

    /** Puts a PNG or JPEG into WeCom's store, where it lives three days, and gives its id (document 90253). */
    async uploadImage(input: { filename: string; type: string; bytes: Buffer }): Promise<string> {
      const path = '/cgi-bin/media/upload'
      const { filename, type, bytes } = input
      within(path, 'image', bytes.length >= limits.leastMediaBytes && bytes.length <= limits.imageBytes)
      const reply = await client.call({
        method: 'POST',
        path,
        query: { type: 'image' },
        file: fileForm({ filename, contentType: `image/${type}`, bytes }),
        reply: types.mediaReply,
        // A second copy of the same picture does no harm.
        repeat: 'always',
        timeoutMs: Math.min(uploadTimeoutMs, settings.timeoutMs ?? uploadTimeoutMs),
      })
      return reply.media_id
    },

    /** A file for messages of our app; the id lives three days (document 90253). */
    async uploadFile(input: { filename: string; contentType: string; bytes: Buffer }): Promise<string> {
      const path = '/cgi-bin/media/upload'
      const { bytes } = input
      within(path, 'file', bytes.length >= limits.leastMediaBytes && bytes.length <= limits.fileBytes)
      const reply = await client.call({
        method: 'POST',
        path,
        query: { type: 'file' },
        file: fileForm(input),
        reply: types.mediaReply,
        // A second copy that no message names does no harm.
        repeat: 'always',
        timeoutMs: Math.min(uploadTimeoutMs, settings.timeoutMs ?? uploadTimeoutMs),
      })
      return reply.media_id
    },

    /** A message of our app to one member (document 90236). */
    async sendMessage(message: StaffMessage): Promise<MessageReceipt> {
      const path = '/cgi-bin/message/send'
      const { userid } = message
      within(path, 'touser', userid !== '' && !userid.includes('|') && userid !== '@all')
      if ('text' in message) withinBytes(path, 'text', message.text, limits.staffText)
      const content = contentOf(message)
      const reply = await client.call({
        method: 'POST',
        path,
        body: { touser: userid, agentid: agentId, ...content },
        reply: types.messageReply,
        repeat: 'whenRefused',
        limits: memberLimits(corpId, userid),
      })
      // WeCom writes these lists in lower case.
      const names = (list: string[]) => list.some((id) => id.toLowerCase() === userid.toLowerCase())
      if (names(reply.invaliduser)) return { kind: 'invalid', code: 'invaliduser' }
      if (names(reply.unlicenseduser)) return { kind: 'invalid', code: 'unlicenseduser' }
      return { kind: 'delivered', msgid: reply.msgid, responseCode: reply.response_code }
    },

    /**
     * Changes a card already delivered: another card in its place, or its buttons greyed out under a text. One try: a
     * response code works once within 72 h (document 94888).
     */
    async updateTemplateCard(input: {
      userid: string
      responseCode: string
      change: CardChange
    }): Promise<void> {
      const path = '/cgi-bin/message/update_template_card'
      const { userid, responseCode, change } = input
      if ('text' in change) withinBytes(path, 'replaceName', change.text, limits.buttonText)
      await client.call({
        method: 'POST',
        path,
        body: {
          userids: [userid],
          agentid: agentId,
          response_code: responseCode,
          ...('text' in change ? { button: { replace_name: change.text } } : { template_card: change.card }),
        },
        reply: types.updateCardReply,
        repeat: 'never',
      })
    },

    /** A member of the directory; newer apps get no contact data here (document 90196). */
    async getUser(userid: string) {
      const reply = await client.call({
        method: 'GET',
        path: '/cgi-bin/user/get',
        query: { userid },
        reply: types.userReply,
        repeat: 'always',
      })
      const { name, department, main_department, status } = reply
      return { userid: reply.userid, name, departments: department, mainDepartment: main_department, status }
    },

    /** Who logged in, by the one-time code of the browser (document 98176). */
    async getUserInfoByCode(code: string): Promise<LoginAnswer> {
      const path = '/cgi-bin/auth/getuserinfo'
      withinBytes(path, 'code', code, limits.loginCode)
      try {
        const reply = await client.call({
          method: 'GET',
          path,
          query: { code },
          reply: types.userInfoReply,
          repeat: 'whenRefused',
        })
        return reply.userid
          ? { kind: 'member', userid: reply.userid }
          : { kind: 'outsider', externalUserid: reply.external_userid }
      } catch (error) {
        if (error instanceof PlatformError && badLoginCode.has(error.code)) return { kind: 'badCode' }
        throw error
      }
    },

    /** 企业群发. */
    groupMessages: createGroupMessageCalls(client),
    /** For calls that have a room of their own. */
    call: client.call,
    /** What time it is at WeCom. */
    time: client.time,
    /** Closes idle connections. */
    close: client.close,
  }
}

function contentOf(message: StaffMessage): Record<string, unknown> {
  if ('text' in message) return { msgtype: 'text', text: { content: message.text } }
  if ('card' in message) return { msgtype: 'template_card', template_card: message.card }
  return { msgtype: 'file', file: { media_id: message.fileMediaId } }
}
