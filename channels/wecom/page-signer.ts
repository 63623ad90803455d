import { randomBytes } from 'node:crypto'
import type { Clock } from '../../domain/clock.ts'
import { DomainError } from '../../domain/errors.ts'
import type { PageSigner, PageTicket } from '../../domain/sidebar/ports.ts'
import type { AccessTokens } from '../coordination/access-tokens.ts'
import type { RateGovernor } from '../coordination/rate-governor.ts'
import { tokenKey } from '../coordination/token-key.ts'
import { PlatformError } from '../platform-error.ts'
import type { WecomApi } from './api.ts'
import { minuteMs } from './limits.ts'
import { signPage } from './page-signature.ts'

/** So often a ticket is replaced because pages say that the client refuses it. */
const replacedEveryMs = 10 * minuteMs

/** Signs pages by tickets which all processes share, kept like access tokens: tickets are asked for rarely (document 90506). */
export function createPageSigner(deps: {
  api: Pick<WecomApi, 'getTicket'>
  corpId: string
  agentId: number
  secret: string
  tokens: AccessTokens
  governor: RateGovernor
  clock: Clock
}): PageSigner {
  const { api, corpId, agentId, secret, tokens, governor, clock } = deps
  const keyOf = (ticket: PageTicket) =>
    tokenKey(`wecom-${ticket}-ticket`, ticket === 'corp' ? corpId : `${corpId}:${agentId}`, secret)

  async function ticketOf(kind: PageTicket): Promise<{ token: string; grant: string }> {
    const answer = await tokens
      .get({ key: keyOf(kind), fetch: () => api.getTicket(kind) })
      .catch((error: unknown) => {
        if (!(error instanceof PlatformError)) throw error
        throw unavailable(error.code, error)
      })
    if (answer.kind !== 'token') throw unavailable(answer.code)
    return answer
  }

  return {
    corpId,
    agentId,

    async sign(kind, url) {
      const { token: ticket, grant } = await ticketOf(kind)
      const nonceStr = randomBytes(12).toString('hex')
      const timestamp = String(Math.floor(clock.now().getTime() / 1_000))
      const address = url.split('#')[0] ?? ''
      const signature = signPage({ ticket, nonceStr, timestamp, url: address })
      return { timestamp, nonceStr, signature, grant }
    },

    async replace(kind, grant) {
      const limit = { name: `${keyOf(kind)}:replaced`, most: 1, windowMs: replacedEveryMs }
      const permit = await governor.take([limit])
      if (permit.kind === 'go') await tokens.drop(keyOf(kind), grant)
    },
  }
}

function unavailable(code: string, cause?: unknown): DomainError {
  return new DomainError('platform.unavailable', { platform: 'wecom', code }, { cause })
}
