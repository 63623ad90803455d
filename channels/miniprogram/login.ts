import type { MiniProgramLogin } from '../../domain/customers/ports.ts'
import { DomainError } from '../../domain/errors.ts'
import type { MiniprogramOf } from './api.ts'

/** Log-in of the mini-program's users. */
export function createMiniProgramLogin({ apiOf }: { apiOf: MiniprogramOf }): MiniProgramLogin {
  return {
    async exchange(code, appid) {
      const api = apiOf(appid)
      if (api === undefined) throw new DomainError('login.refused', { check: 'unknownApp' })
      const answer = await api.jscode2session(code).catch((error: unknown) => {
        throw new DomainError('platform.unavailable', { platform: 'wechat' }, { cause: error })
      })
      if (answer.kind !== 'session') throw new DomainError('login.refused', { check: answer.kind })
      return { openid: answer.openid, unionid: answer.unionid }
    },
  }
}
