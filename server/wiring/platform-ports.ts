import type { ContactReader } from '../../bot/ports.ts'
import type { MiniprogramApi } from '../../channels/miniprogram/api.ts'
import { PlatformError } from '../../channels/platform-error.ts'
import type { WecomApi } from '../../channels/wecom/api.ts'
import { DomainError } from '../../domain/errors.ts'
import type { MiniProgramLogin } from '../../miniprogram-api/ports.ts'
import type { StaffLogin } from '../http/task-page/ports.ts'

/** 40096: WeCom does not know this external_userid (any more), document 90313. */
const unknownContact = '40096'

export function contactReader(api: WecomApi): ContactReader {
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

export function miniProgramLogin(api: MiniprogramApi): MiniProgramLogin {
  return {
    async exchange(code) {
      const answer = await api.jscode2session(code).catch((error: unknown) => {
        throw new DomainError('platform.unavailable', { platform: 'wechat' }, { cause: error })
      })
      if (answer.kind !== 'session') throw new DomainError('login.refused', { check: answer.kind })
      return { openid: answer.openid, ...(answer.unionid && { unionid: answer.unionid }) }
    },
  }
}

export function staffLogin(api: WecomApi, app: { corpId: string; agentId: number }): StaffLogin {
  return {
    authorizeUrl({ redirectUri, state }) {
      const query = new URLSearchParams({
        appid: app.corpId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'snsapi_base',
        state,
        agentid: String(app.agentId),
      })
      return `https://open.weixin.qq.com/connect/oauth2/authorize?${query}#wechat_redirect`
    },
    async userOf(code) {
      const answer = await api.getUserInfoByCode(code).catch((error: unknown) => {
        throw new DomainError('platform.unavailable', { platform: 'wecom' }, { cause: error })
      })
      return answer.kind === 'member' ? answer.userid : null
    },
  }
}
