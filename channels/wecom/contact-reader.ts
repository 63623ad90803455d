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
          ...(contact.unionid && { unionid: contact.unionid }),
          ...(contact.avatar && { avatar: contact.avatar }),
          follows: followers.map((follower) => ({
            staff: follower.userid,
            since: new Date(follower.createtime * 1_000),
            ...(follower.state && { state: follower.state }),
            addWay: follower.add_way,
          })),
        }
      } catch (error) {
        if (error instanceof PlatformError && error.code === unknownContact) return null
        throw error
      }
    },
  }
}
