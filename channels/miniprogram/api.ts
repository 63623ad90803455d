import { z } from 'zod'
import type { Clock } from '../../domain/clock.ts'
import type { Log } from '../../domain/log.ts'
import type { SubscriptionMessage } from '../../domain/outreach/ports.ts'
import type { AccessTokens } from '../coordination/access-tokens.ts'
import type { RateGovernor } from '../coordination/rate-governor.ts'
import { tokenKey } from '../coordination/token-key.ts'
import { createErrcodeClient, type ErrcodeClient, type Wait } from '../errcode-client.ts'
import { fetchToken } from '../fetch-token.ts'
import { createHttp } from '../http.ts'
import { PlatformError } from '../platform-error.ts'
import { checkSubscription } from './check-subscription.ts'
import { badCredential, badLoginCode, highRiskUser, wechatErrcodeRules } from './codes.ts'
import {
  carriersReply,
  phoneReply,
  sentReply,
  sessionReply,
  tradeReply,
  urlLinkReply,
  verdictReply,
} from './types.ts'

export interface MiniprogramSettings {
  baseUrl: string
  appId: string
  secret: string
  tokens: AccessTokens
  governor: RateGovernor
  clock: Clock
  log: Log
  /** Waits between tries, real time. */
  wait?: Wait
  /** Real time of one request. */
  timeoutMs?: number
}

export type SessionAnswer =
  | { kind: 'session'; openid: string; unionid?: string }
  /** Wrong, used or expired: the client must call wx.login again. */
  | { kind: 'badCode' }
  /** WeChat holds this user for high risk: refuse, do not retry. */
  | { kind: 'blocked' }

export type MiniprogramApi = ReturnType<typeof createMiniprogramApi>

/** The API of a mini-program by its AppID; undefined where its secret is not known. */
export type MiniprogramOf = (appid: string) => Pick<MiniprogramApi, UsedOfBrands> | undefined

/** What is done by the mini-programs of brands, too. */
type UsedOfBrands = 'sendSubscription' | 'jscode2session' | 'getPhoneNumber' | 'generateUrlLink'

/** Typed calls of the mini-program server API. Every failure is a PlatformError. */
export function createMiniprogramApi(settings: MiniprogramSettings) {
  const { baseUrl, appId, secret, tokens, governor, clock, log, wait, timeoutMs } = settings
  const http = createHttp({ platform: 'wechat', baseUrl, timeoutMs })
  const key = tokenKey('wechat', appId, secret)
  const client: ErrcodeClient = createErrcodeClient({
    platform: 'wechat',
    http,
    rules: wechatErrcodeRules(clock),
    governor,
    // The lowest documented limit of an api in a minute is the stable token's own.
    limitsOf: (path) => [{ name: `wechat:${appId}:${path}`, most: 10_000, windowMs: 60_000 }],
    tokens: {
      get: () => tokens.get({ key, fetch: fetchOwn }),
      drop: (grant) => tokens.drop(key, grant),
    },
    log,
    wait,
  })

  const fetchOwn = () => fetchToken(client, tokenCall, { wrongSecret: badCredential, log })

  /**
   * A stable token repeats until five minutes before its end. One that WeChat itself refused is asked for again in the
   * ordinary way: forcing has a quota of 20 a day and kills what other processes use.
   */
  const tokenCall = {
    method: 'POST',
    path: '/cgi-bin/stable_token',
    body: { grant_type: 'client_credential', appid: appId, secret },
  } as const

  return {
    appId,
    /** Throws when WeChat refuses our id or secret. A token that is still good is proof enough. */
    async checkAccess(): Promise<void> {
      const answer = await tokens.get({ key, fetch: fetchOwn })
      if (answer.kind === 'token') return
      const isRefusal = answer.kind === 'refused'
      throw new PlatformError({
        platform: 'wechat',
        api: tokenCall.path,
        kind: isRefusal ? 'errcode' : 'limited',
        code: answer.code,
        retryable: !isRefusal,
        sent: 'no',
      })
    },

    /** Who logged in. The session key is dropped on arrival: nothing here needs it and nobody may see it. */
    async jscode2session(code: string): Promise<SessionAnswer> {
      try {
        const { openid, unionid } = await client.callBare({
          method: 'GET',
          path: '/sns/jscode2session',
          query: { appid: appId, secret, js_code: code, grant_type: 'authorization_code' },
          reply: sessionReply,
          repeat: 'whenRefused',
        })
        return unionid ? { kind: 'session', openid, unionid } : { kind: 'session', openid }
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error
        if (badLoginCode.has(error.code)) return { kind: 'badCode' }
        if (error.code === highRiskUser) return { kind: 'blocked' }
        throw error
      }
    },

    /** The E.164 number behind the code of a button. A code is used up by the answer: never asked twice. */
    async getPhoneNumber(code: string): Promise<string> {
      const path = '/wxa/business/getuserphonenumber'
      const { phone_info } = await client.call({
        method: 'POST',
        path,
        body: { code },
        reply: phoneReply,
        repeat: 'whenRefused',
      })
      // Of another mini-program: nothing WeChat would answer us.
      if (phone_info.watermark.appid !== appId)
        throw new PlatformError({
          platform: 'wechat',
          api: path,
          kind: 'malformed',
          code: 'watermark.appid',
          retryable: false,
          sent: 'maybe',
        })
      return `+${phone_info.countryCode.replace('+', '')}${phone_info.purePhoneNumber}`
    },

    /** Sends a subscription message; a good answer has used one credit of the user. */
    async sendSubscription(message: SubscriptionMessage): Promise<{ msgid?: string }> {
      const path = '/cgi-bin/message/subscribe/send'
      checkSubscription(path, message)
      const { openid, templateId, page, data } = message
      const reply = await client.call({
        method: 'POST',
        path,
        body: {
          touser: openid,
          template_id: templateId,
          ...(page ? { page } : {}),
          data: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, { value }])),
        },
        reply: sentReply,
        repeat: 'whenRefused',
      })
      return reply.msgid === undefined ? {} : { msgid: String(reply.msgid) }
    },

    /** Tells that one paid order was shipped as a whole. Repeating it changes nothing: the platform says so. */
    async uploadShipping(shipping: {
      transactionId: string
      openid: string
      logisticsType: 1 | 2 | 3 | 4
      parcel: Record<string, unknown>
      uploadTime: string
    }): Promise<void> {
      await client.call({
        method: 'POST',
        path: '/wxa/sec/order/upload_shipping_info',
        body: {
          order_key: { order_number_type: 2, transaction_id: shipping.transactionId },
          logistics_type: shipping.logisticsType,
          delivery_mode: 1,
          shipping_list: [shipping.parcel],
          upload_time: shipping.uploadTime,
          payer: { openid: shipping.openid },
        },
        reply: z.object({}),
        repeat: 'whenRefused',
      })
    },

    /** What WeChat says of words of one user; `scene` 1 profile, 2 comment. At most 2,500 characters. */
    async checkContent(said: {
      openid: string
      content: string
      scene: 1 | 2
    }): Promise<'pass' | 'review' | 'risky'> {
      const { result } = await client.call({
        method: 'POST',
        path: '/wxa/msg_sec_check',
        body: { version: 2, ...said },
        reply: verdictReply,
        repeat: 'always',
      })
      return result.suggest
    },

    /** An https address that opens a released page; over at `until`, more than a minute and at most 30 days ahead. */
    async generateUrlLink({
      path,
      query,
      until,
    }: {
      path: string
      query: string
      until: Date
    }): Promise<string> {
      const reply = await client.call({
        method: 'POST',
        path: '/wxa/generate_urllink',
        body: {
          path,
          query,
          is_expire: true,
          expire_type: 0,
          expire_time: Math.floor(until.getTime() / 1_000),
        },
        reply: urlLinkReply,
        // Somebody waits for it; a try more is made when the next one comes.
        repeat: 'never',
      })
      return reply.url_link
    },

    /** How a paid order stands: 1 to ship … 6 waits for its money. */
    async tradeState(transactionId: string): Promise<1 | 2 | 3 | 4 | 5 | 6> {
      const { order } = await client.call({
        method: 'POST',
        path: '/wxa/sec/order/get_order',
        body: { transaction_id: transactionId },
        reply: tradeReply,
        repeat: 'always',
      })
      return order.order_state
    },

    /** Companies a parcel may be carried by. Without a body it would be refused (44002). */
    async listCarriers(): Promise<{ delivery_id: string; delivery_name: string }[]> {
      const reply = await client.call({
        method: 'POST',
        path: '/cgi-bin/express/delivery/open_msg/get_delivery_list',
        body: {},
        reply: carriersReply,
        repeat: 'always',
      })
      return reply.delivery_list
    },

    /** What time it is at WeChat. */
    time: http.time,
    /** Closes idle connections. */
    close: http.close,
  }
}
