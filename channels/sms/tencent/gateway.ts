import type { Clock } from '../../../domain/clock.ts'
import type { SendOutcome } from '../../../domain/outreach/ports.ts'
import { byteLength } from '../../byte-length.ts'
import { outcomeOfFault } from '../../outcome.ts'
import { PlatformError } from '../../platform-error.ts'
import type { SmsGateway } from '../gateway.ts'
import type { TencentApi } from './api.ts'
import { accepted, outcomeOfCode, refusals } from './codes.ts'

const maxContextBytes = 511

/**
 * Tencent Cloud SMS. The values of a template go by their place: {1} takes the first of a message's params as written.
 * Our reference travels as SessionContext and comes back in the answer alone; receipts name the platform's own number.
 */
export function createTencentGateway(deps: {
  api: TencentApi
  clock: Clock
}): SmsGateway & { checkAccess(): Promise<void> } {
  const { api, clock } = deps

  function outcomeOf(error: unknown): SendOutcome {
    if (error instanceof PlatformError && error.kind === 'errcode') {
      return outcomeOfCode(error.code, clock.now())
    }
    return outcomeOfFault(error, refusals)
  }

  return {
    name: 'tencent',
    checkAccess: api.checkAccess,
    async send({ phone, template, params, signName }, { ref }) {
      if (byteLength(ref) > maxContextBytes) {
        return { kind: 'refused', reason: 'content', code: 'limit.sessionContext' }
      }
      try {
        const asked = { phone, template, params: Object.values(params), signName, context: ref }
        const { code, serialNo } = await api.sendSms(asked)
        if (code !== accepted) return outcomeOfCode(code, clock.now())
        return serialNo === '' ? { kind: 'sent' } : { kind: 'sent', providerId: serialNo }
      } catch (error) {
        return outcomeOf(error)
      }
    },
    /**
     * Whoever has no SerialNo cannot ask: the pull of receipts (382/55976) must be granted by hand, names our reference only where
     * that was granted, too, and lists what a carrier has answered for, so that not being there says nothing.
     */
    find: async () => ({ kind: 'cannotTell' }),
  }
}
