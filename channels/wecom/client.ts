import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../domain/log.ts'
import type { AccessTokens } from '../coordination/access-tokens.ts'
import type { RateGovernor } from '../coordination/rate-governor.ts'
import { tokenKey } from '../coordination/token-key.ts'
import { createErrcodeClient, type ErrcodeClient, type Wait } from '../errcode-client.ts'
import { fetchToken } from '../fetch-token.ts'
import { createHttp, type Http } from '../http.ts'
import { badSecret, wecomErrcodeRules } from './codes.ts'
import { apiLimits } from './limits.ts'

export interface WecomSettings {
  baseUrl: string
  corpId: string
  /** Secret of one self-built app that is also allowed to call the customer-contact api. */
  secret: string
  agentId: number
  tokens: AccessTokens
  governor: RateGovernor
  clock: Clock
  log: Log
  /** Waits between tries, real time. */
  wait?: Wait
  /** Real time of one request. */
  timeoutMs?: number
}

/** The calls of one app of one corp: token, limits, errcodes and retries (documents 91039, 90454, 90313). */
export function createWecomClient(settings: WecomSettings): ErrcodeClient & Pick<Http, 'time' | 'close'> {
  const { baseUrl, corpId, secret, tokens, governor, log, wait, timeoutMs } = settings
  const http = createHttp({ platform: 'wecom', baseUrl, timeoutMs })
  const key = tokenKey('wecom', corpId, secret)
  const tokenCall = {
    method: 'GET',
    path: '/cgi-bin/gettoken',
    query: { corpid: corpId, corpsecret: secret },
  } as const
  const secrets = { wrongSecret: badSecret, log }
  const client: ErrcodeClient = createErrcodeClient({
    platform: 'wecom',
    http,
    rules: wecomErrcodeRules,
    governor,
    limitsOf: (path) => apiLimits(corpId, path),
    tokens: {
      get: () => tokens.get({ key, fetch: () => fetchToken(client, tokenCall, secrets) }),
      drop: (grant) => tokens.drop(key, grant),
    },
    log,
    wait,
  })

  return { ...client, time: http.time, close: http.close }
}
