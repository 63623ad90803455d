import { createHash, randomBytes } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { createEmailSender } from '../../channels/email/email-sender.ts'
import type { MiniprogramApi } from '../../channels/miniprogram/api.ts'
import { probe } from '../../channels/platform-health.ts'
import type { AliyunApi } from '../../channels/sms/aliyun/api.ts'
import type { TencentApi } from '../../channels/sms/tencent/api.ts'
import type { WecomApi } from '../../channels/wecom/api.ts'
import { probeRight } from '../../channels/wecom/rights.ts'
import { askBehaviour } from '../../channels/wecom/staff-behaviour.ts'
import { localTime } from '../../domain/local-time.ts'
import type { Payments } from '../../domain/payments/ports.ts'
import type { Probed, Probes } from '../../domain/platform-probes.ts'
import { createCallbackCrypto } from '../../http/callback-crypto.ts'
import type { Config } from '../config.ts'

/** How many members, and how many customers of each, are looked at for one contact that shows what WeCom tells. */
const mostMembers = 5
const mostContacts = 3
/** `type` of a contact who uses WeChat. */
const wechatContact = 1

/** Whether everything outside is set up, by calls that change nothing. */
export function wireProbes(deps: {
  config: Config
  redis: Redis | null
  wecom: WecomApi | null
  /** By the secret of 微信客服, where that is another. */
  kf: WecomApi | null
  miniprogram: MiniprogramApi | null
  miniprogramOf(appId: string): MiniprogramApi | undefined
  money: { payments: Pick<Payments, 'query'>; time(): Promise<Date | null> } | null
  /** Of the gateway that sends. */
  sms: Pick<AliyunApi | TencentApi, 'approvalOfSignature' | 'approvalOfTemplate' | 'time'> | null
  email: ReturnType<typeof createEmailSender> | null
}): Probes {
  const { config, redis, wecom, kf, miniprogram, money, sms, email } = deps
  return {
    wecom: wecom && {
      access: () => probe(wecom.listCallbackAddresses),
      member: (userid) => probe(() => wecom.getUser(userid)),
      right: (right, now) => probeRight(wecom, right, now),
      followUsers: () => probe(wecom.listFollowUsers),
      tellsUnionid: (userids) => probe(() => tellsUnionid(wecom, userids)),
      behaviour: (userid, now) => {
        const yesterday = localTime(now).minus({ days: 1 }).toISODate()
        return probe(() => askBehaviour(wecom, { userid, from: yesterday, to: yesterday }))
      },
      echo: echoOf(config),
    },
    kf: kf &&
      config.kf && {
        account: config.kf.account,
        hasOwnSecret: config.kf.secret !== config.wecom?.secret,
        accounts: () => probe(async () => (await kf.listKfAccounts()).map(({ open_kfid }) => open_kfid)),
      },
    miniprogram: miniprogram && {
      access: () => probe(miniprogram.checkAccess),
      async accessOf(appId) {
        const api = deps.miniprogramOf(appId)
        return api === undefined ? null : probe(api.checkAccess)
      },
      echo: pushEchoOf(config),
    },
    money: money && { access: () => probeMoney(money.payments) },
    sms: sms && {
      signature: () => probe(sms.approvalOfSignature),
      template: (code) => probe(() => sms.approvalOfTemplate(code)),
    },
    email: email && {
      async access() {
        const health = await email.check()
        return health.kind === 'ok' ? { kind: 'ok', value: null } : health
      },
    },
    redis: redis && { ping: () => redis.ping() },
    clocks: [
      ...(money ? [{ platform: 'wechatpay', time: money.time }] : []),
      ...(wecom ? [{ platform: 'wecom', time: wecom.time }] : []),
      ...(miniprogram ? [{ platform: 'wechat', time: miniprogram.time }] : []),
      ...(sms && config.sms ? [{ platform: config.sms.gateway, time: sms.time }] : []),
    ],
  }
}

/** A number nobody ever ordered under: that it is not there says that we were let in. */
const noOrder = 'kelu-doctor'

export async function probeMoney(payments: Pick<Payments, 'query'>): Promise<Probed<unknown>> {
  const said = await payments.query(noOrder)
  if (said.kind === 'refused') return { kind: 'refused', code: said.code }
  return said.kind === 'later' ? { kind: 'unreachable', code: said.code } : { kind: 'ok', value: null }
}

async function tellsUnionid(wecom: WecomApi, userids: readonly string[]): Promise<boolean | null> {
  for (const userid of userids.slice(0, mostMembers)) {
    for (const id of (await wecom.listCustomersOf(userid)).slice(0, mostContacts)) {
      const { contact } = await wecom.getExternalContact(id)
      if (contact.type === wechatContact) return contact.unionid !== undefined
    }
  }
  return null
}

/** What the console of WeCom sends when a receive-URL is saved. */
function echoOf({ wecom, publicUrl }: Config): NonNullable<Probes['wecom']>['echo'] {
  return (app, now) => {
    if (wecom === null) throw new Error('WeCom is not configured')
    const { callbackToken: token, callbackAesKey: aesKey, corpId: receiver } = wecom
    const expected = randomBytes(12).toString('hex')
    const { signature, timestamp, nonce, cipher } = createCallbackCrypto({ token, aesKey, receiver }).seal(
      expected,
      { timestamp: String(Math.floor(now.getTime() / 1_000)), nonce: randomBytes(6).toString('hex') },
    )
    const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce, echostr: cipher })
    return { url: `${publicUrl}/wecom/callback/${app}?${query}`, expected }
  }
}

/** What the console of the mini-program sends when the address of the message push is saved. */
function pushEchoOf({ miniprogramPush, publicUrl }: Config): NonNullable<Probes['miniprogram']>['echo'] {
  return (
    miniprogramPush &&
    ((now) => {
      const expected = randomBytes(12).toString('hex')
      const timestamp = String(Math.floor(now.getTime() / 1_000))
      const nonce = randomBytes(6).toString('hex')
      const parts = [miniprogramPush.token, timestamp, nonce].sort()
      const signature = createHash('sha1').update(parts.join('')).digest('hex')
      const query = new URLSearchParams({ signature, timestamp, nonce, echostr: expected })
      return { url: `${publicUrl}/mp/push?${query}`, expected }
    })
  )
}
