import type { MiniProgramLogin } from '../../domain/customers/ports.ts'
import { DomainError } from '../../domain/errors.ts'
import type { MiniprogramApi } from './api.ts'

/** Log-in of the mini-program's users. */
export function createMiniProgramLogin({ api }: { api: MiniprogramApi }): MiniProgramLogin {
  return {
    async exchange(code) {
      const answer = await api.jscode2session(code).catch((error: unknown) => {
        throw new DomainError('platform.unavailable', { platform: 'wechat' }, { cause: error })
      })
      if (answer.kind !== 'session') throw new DomainError('login.refused', { check: answer.kind })
      return { openid: answer.openid, unionid: answer.unionid }
    },
  }
}
