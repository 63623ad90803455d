import type { Clock } from '../../domain/clock.ts'
import type { RefusalReason } from '../../domain/outreach/ports.ts'
import type { ErrcodeRules } from '../errcode-client.ts'

/** 86,400 s; Asia/Shanghai has had no daylight saving since 1991, so its midnight needs no zone data. */
const dayMs = 86_400_000
const shanghaiOffsetMs = 8 * 3_600_000

/** When the quotas of a day come back. */
export function shanghaiMidnightAfter(now: Date): Date {
  return new Date(now.getTime() + dayMs - ((now.getTime() + shanghaiOffsetMs) % dayMs))
}

/** Wrong app id or secret: a matter of set-up. */
export const badCredential = new Set(['40013', '41002', '41004', '40125', '40164', '40001'])
/** A log-in code that is wrong or was used: ask the client for a new one. */
export const badLoginCode = new Set(['40029', '40163', '41008'])
export const highRiskUser = '40226'

/** Refusals of a subscription message ("sendMessage"). */
export const subscriptionRefusals: ReadonlyMap<string, RefusalReason> = new Map([
  // No credit left, refused, or switched off later.
  ['43101', 'noCredit'],
  ['40003', 'unreachable'],
  ['45168', 'content'],
  ['47001', 'content'],
  ['47003', 'content'],
  ['40037', 'configuration'],
  ['41030', 'configuration'],
  ['43107', 'configuration'],
])

/**
 * Error codes of the WeChat mini-program server API (developers.weixin.qq.com, "getStableAccessToken", "sendMessage",
 * "code2Session") and what we do about them.
 */
export function wechatErrcodeRules(clock: Clock): ErrcodeRules {
  return {
    tokenRefused: new Set([40001, 40014, 42001]),
    retryAfterMs: new Map([
      [-1, 500],
      // Two sends to one user at the same time.
      [43108, 1_000],
    ]),
    holdMs: new Map([
      // The day's quota comes back at midnight of Shanghai.
      [45009, () => shanghaiMidnightAfter(clock.now()).getTime() - clock.now().getTime()],
      [45011, () => 60_000],
    ]),
    known: new Set([
      // Words of somebody who was not here in the last two hours cannot be judged.
      '61010',
      // URL Links: too many a second, page or query not allowed, not released, end not allowed.
      ...['44990', '40165', '40212', '40097', '85079', '85401', '85402'],
      // Shipping reports.
      ...['10060001', '10060002', '10060003', '10060004', '10060012', '10060023', '268440065'],
      ...badCredential,
      ...badLoginCode,
      highRiskUser,
      ...subscriptionRefusals.keys(),
    ]),
  }
}
