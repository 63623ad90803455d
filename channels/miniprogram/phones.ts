import type { MiniProgramPhones } from '../../domain/customers/ports.ts'
import { DomainError } from '../../domain/errors.ts'
import { PlatformError } from '../platform-error.ts'
import type { MiniprogramOf } from './api.ts'
import { badLoginCode } from './codes.ts'

/** Numbers that the mini-program's users let WeChat prove. */
export function createMiniProgramPhones({ apiOf }: { apiOf: MiniprogramOf }): MiniProgramPhones {
  return {
    async numberOf(code, appid) {
      const api = apiOf(appid)
      if (api === undefined) throw new DomainError('platform.unavailable', { platform: 'wechat' })
      try {
        return await api.getPhoneNumber(code)
      } catch (error) {
        throw refusalOf(error)
      }
    },
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof PlatformError)) return error
  if (badLoginCode.has(error.code)) return new DomainError('phone.code_refused')
  // A minute's quota comes back, and so does a day's: the code is still good where WeChat did not look at it.
  if (error.afterMs !== undefined)
    return new DomainError('phone.busy', { retryAfterSeconds: Math.ceil(error.afterMs / 1_000) })
  return new DomainError('platform.unavailable', { platform: 'wechat' }, { cause: error })
}
