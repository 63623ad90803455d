import type { ContactReader } from '../../domain/customers/ports.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { foreignContactId } from './codes.ts'

/** 40096: WeCom does not know this external_userid (any more), or not as one of ours (document 90313). */
const unknownContacts = new Set(['40096', foreignContactId])

/** Reads customers by the customer-contact API. */
export function createContactReader({ api }: { api: WecomApi }): ContactReader {
  return {
    async read(externalUserid) {
      try {
        const { contact, followers } = await api.getExternalContact(externalUserid)
        return {
          name: contact.name,
          // WeCom writes '' for what there is none of.
          unionid: contact.unionid || undefined,
          avatar: contact.avatar || undefined,
          follows: followers.map((follower) => ({
            staff: follower.userid,
            since: new Date(follower.createtime * 1_000),
            state: follower.state || undefined,
            addWay: follower.add_way,
            remark: follower.remark || undefined,
            phones: (follower.remark_mobiles ?? []).filter((phone) => phone !== ''),
            // Those of a member's own have no id.
            tagIds: follower.tags.flatMap(({ tag_id }) => tag_id ?? []),
          })),
        }
      } catch (error) {
        if (error instanceof PlatformError && unknownContacts.has(error.code)) return null
        throw error
      }
    },
  }
}
