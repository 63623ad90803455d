import type { Clock } from '../../domain/clock.ts'
import type { PairLists } from '../../domain/tag-sync/ports.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { noRelation } from './codes.ts'

/** The customers of members with the corp tags of each pair, 100 a page. */
export function createPairLists({ api, clock }: { api: WecomApi; clock: Clock }): PairLists {
  async function pageOf(staff: string, cursor: string) {
    try {
      return await api.listContactsOf(staff, cursor)
    } catch (error) {
      // A member without customers, out of range or gone: nothing to read, and no reason to stop.
      const isNobody =
        error instanceof PlatformError && (noRelation.has(error.code) || error.code === '40003')
      if (isNobody) return { contacts: [], nextCursor: '' }
      throw error
    }
  }

  return {
    members: api.listFollowUsers,
    async *pairsOf(staff) {
      for (let cursor = ''; ; ) {
        const readAt = clock.now()
        const { contacts, nextCursor } = await pageOf(staff, cursor)
        const pairs = contacts.map(({ external_contact, follow_info }) => ({
          staff: follow_info.userid,
          externalUserid: external_contact.external_userid,
          tagIds: follow_info.tag_id,
        }))
        yield { pairs, readAt }
        if (nextCursor === '' || nextCursor === cursor) return
        cursor = nextCursor
      }
    },
  }
}
