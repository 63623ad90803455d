import { DomainError } from '../../domain/errors.ts'
import type { StaffLogin } from '../../domain/sales/ports.ts'
import type { WecomApi } from './api.ts'

/** Log-in of salespeople by the browser of WeCom, as members of the app's company. */
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
    async userOf(code) {
      const answer = await api.getUserInfoByCode(code).catch((error: unknown) => {
        throw new DomainError('platform.unavailable', { platform: 'wecom' }, { cause: error })
      })
      return answer.kind === 'member' ? answer.userid : null
    },
  }
}
