import type { ContactReader } from '../../domain/customers/ports.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'

/** 40096: WeCom does not know this external_userid (any more), document 90313. */
const unknownContact = '40096'

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
            tags: follower.tags.flatMap(({ tag_id }) => tag_id ?? []),
          })),
        }
      } catch (error) {
        if (error instanceof PlatformError && error.code === unknownContact) return null
        throw error
      }
    },
  }
}
