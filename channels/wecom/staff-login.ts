import { DomainError } from '../../domain/errors.ts'
import type { StaffLogin } from '../../domain/sales/ports.ts'
import type { WecomApi } from './api.ts'

/** Log-in of staff by WeCom, in its own browser or by a code to scan (https://developer.work.weixin.qq.com/document/path/98152), as members of the app's company. */
export function createStaffLogin(deps: { api: WecomApi; corpId: string; agentId: number }): StaffLogin {
  const { api, corpId, agentId } = deps
  return {
    authorizeUrl({ redirectUri, state }) {
      const query = new URLSearchParams({
        appid: corpId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'snsapi_base',
        state,
        agentid: String(agentId),
      })
      return `https://open.weixin.qq.com/connect/oauth2/authorize?${query}#wechat_redirect`
    },
    qrUrl({ redirectUri, state }) {
      const query = new URLSearchParams({
        login_type: 'CorpApp',
        appid: corpId,
        agentid: String(agentId),
        redirect_uri: redirectUri,
        state,
        lang: 'zh',
      })
      return `https://login.work.weixin.qq.com/wwlogin/sso/login?${query}`
    },
    async userOf(code) {
      const answer = await api.getUserInfoByCode(code).catch((error: unknown) => {
        throw new DomainError('platform.unavailable', { platform: 'wecom' }, { cause: error })
      })
      return answer.kind === 'member' ? answer.userid : null
    },
  }
}
