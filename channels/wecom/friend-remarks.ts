import { DomainError } from '../../domain/errors.ts'
import type { FriendRemarks } from '../../domain/sidebar/ports.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { foreignContactId, noRelation } from './codes.ts'
import { within } from './limits.ts'
import { emptyReply } from './types.ts'

const path = '/cgi-bin/externalcontact/remark'
/** document 92115, characters */
const longestRemark = 20

/** Names members give their friends, written into WeCom (document 92115). */
export function createFriendRemarks(deps: { api: Pick<WecomApi, 'call'> }): FriendRemarks {
  return {
    async call({ staff, externalUserid, remark }) {
      within(path, 'remark', [...remark].length <= longestRemark)
      try {
        await deps.api.call({
          method: 'POST',
          path,
          body: { userid: staff, external_userid: externalUserid, remark },
          reply: emptyReply,
          repeat: 'always',
        })
        return { kind: 'done' }
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error
        if (noRelation.has(error.code)) return { kind: 'gone', code: error.code }
        if (error.code === foreignContactId) return { kind: 'foreignId', code: error.code }
        throw new DomainError(
          'platform.unavailable',
          { platform: 'wecom', code: error.code },
          { cause: error },
        )
      }
    },
  }
}
