import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { z } from 'zod'
import { settings } from './settings.ts'

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly faults: string[]) {
    super(
      `The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    )
  }
}

type Environment = Record<string, string | undefined>
export type Config = ReturnType<typeof loadConfig>

/** Said once, where neither gateway is set up. */
const offSms = 'SMS: messages, receipts, replies'

/** Platforms that may be left out as a whole: the settings that make them whole, and what is off without them. */
const platforms = {
  wecom: {
    keys: [
      'WECOM_CORP_ID',
      'WECOM_AGENT_ID',
      'WECOM_SECRET',
      'WECOM_CALLBACK_TOKEN',
      'WECOM_CALLBACK_AES_KEY',
    ],
    off: 'WeCom: callbacks, welcome messages, task cards, the task page',
  },
  kf: { keys: ['WECOM_KF_ACCOUNT'], off: '微信客服: what customers write there, messages to them' },
  miniprogram: { keys: ['MP_APP_ID', 'MP_APP_SECRET'], off: 'mini-program: log-in, subscription messages' },
  miniprogramPush: {
    keys: ['MP_PUSH_TOKEN'],
    off: 'mini-program message push: outcomes of subscription messages, answers to their pop-ups',
  },
  wxpay: {
    keys: ['WXPAY_MCHID', 'WXPAY_CERTIFICATE', 'WXPAY_PRIVATE_KEY', 'WXPAY_API_KEY'],
    off: 'WeChat Pay: nobody can pay for own orders',
  },
  aliyun: {
    keys: [
      'SMS_ALIYUN_KEY_ID',
      'SMS_ALIYUN_KEY_SECRET',
      'SMS_ALIYUN_SIGN_NAME',
      'SMS_ALIYUN_CALLBACK_SECRET',
    ],
    off: offSms,
  },
  tencent: {
    keys: [
      'SMS_TENCENT_SECRET_ID',
      'SMS_TENCENT_SECRET_KEY',
      'SMS_TENCENT_SDK_APP_ID',
      'SMS_TENCENT_SIGN_NAME',
      'SMS_TENCENT_CALLBACK_SECRET',
    ],
    off: offSms,
  },
  email: { keys: ['SMTP_URL', 'EMAIL_FROM'], off: 'e-mail' },
  shop: { keys: ['SHOP_HOOK_SECRET'], off: 'shop webhook: orders' },
  shopApi: { keys: ['SHOP_API_URL', 'SHOP_API_SECRET'], off: 'coupons that the shop gives' },
} as const
type Platform = keyof typeof platforms
type SmsGatewayName = NonNullable<z.infer<typeof settings>['SMS_GATEWAY']>

/**
 * The one reading of the environment. Throws ConfigError with every fault at once; values never appear in it. An empty
 * value is an absent one. A secret may come from the file named by `<NAME>_FILE`.
 */
export function loadConfig(env: Environment) {
  const faults: string[] = []
  const given = withFiles(env, faults)
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const name = issue.path.join('.')
      faults.push(`${name}: ${given[name] === undefined ? 'is missing' : issue.message}`)
    }
  }
  faults.push(...faultsBetween(given))
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults)
  return freeze(present(parsed.data))
}

function present(value: z.infer<typeof settings>) {
  const {
    WECOM_CORP_ID: corpId,
    WECOM_AGENT_ID: agentId,
    WECOM_SECRET: wecomSecret,
    WECOM_CALLBACK_TOKEN: callbackToken,
    WECOM_CALLBACK_AES_KEY: callbackAesKey,
    WECOM_KF_ACCOUNT: kfAccount,
    WECOM_KF_SECRET: kfSecret,
    MP_APP_ID: appId,
    MP_APP_SECRET: appSecret,
    MP_PUSH_TOKEN: pushToken,
    MP_PUSH_AES_KEY: pushAesKey,
    WXPAY_MCHID: mchid,
    WXPAY_CERTIFICATE: certificate,
    WXPAY_PRIVATE_KEY: privateKey,
    WXPAY_API_KEY: apiV3Key,
    WXPAY_PUBLIC_KEY_ID: publicKeyId,
    WXPAY_PUBLIC_KEY: publicKeyPem,
    SMS_ALIYUN_KEY_ID: keyId,
    SMS_ALIYUN_KEY_SECRET: keySecret,
    SMS_ALIYUN_SIGN_NAME: signName,
    SMS_ALIYUN_CALLBACK_SECRET: smsCallbackSecret,
    SMS_TENCENT_SECRET_ID: secretId,
    SMS_TENCENT_SECRET_KEY: secretKey,
    SMS_TENCENT_SDK_APP_ID: sdkAppId,
    SMS_TENCENT_SIGN_NAME: tencentSignName,
    SMS_TENCENT_CALLBACK_SECRET: tencentCallbackSecret,
    SMTP_URL: smtpUrl,
    EMAIL_FROM: emailFrom,
    EMAIL_BOUNCE_DOMAIN: bounceDomain,
    EMAIL_BOUNCE_PORT: bouncePort = null,
    EMAIL_BOUNCE_TLS_CERT: bounceCert,
    EMAIL_BOUNCE_TLS_KEY: bounceKey,
    SHOP_HOOK_SECRET: hookSecret,
    SHOP_API_URL: shopUrl,
    SHOP_API_SECRET: shopSecret,
  } = value
  const parts = {
    wecom:
      corpId && agentId && wecomSecret && callbackToken && callbackAesKey
        ? {
            baseUrl: value.WECOM_BASE_URL,
            corpId,
            agentId,
            secret: wecomSecret,
            callbackToken,
            callbackAesKey,
          }
        : null,
    kf: kfAccount && wecomSecret ? { account: kfAccount, secret: kfSecret ?? wecomSecret } : null,
    miniprogram: appId && appSecret ? { baseUrl: value.MP_BASE_URL, appId, appSecret } : null,
    miniprogramPush: appId && pushToken ? { token: pushToken, aesKey: pushAesKey, appid: appId } : null,
    wxpay:
      appId && mchid && certificate && privateKey && apiV3Key
        ? {
            baseUrl: value.WXPAY_BASE_URL,
            appId,
            mchid,
            certificate,
            privateKey,
            apiV3Key,
            publicKey: publicKeyId && publicKeyPem ? { id: publicKeyId, pem: publicKeyPem } : null,
            notifyUrl: value.WXPAY_NOTIFY_URL ?? `${value.PUBLIC_URL}/hooks/wxpay`,
          }
        : null,
    aliyun:
      keyId && keySecret && signName && smsCallbackSecret
        ? {
            endpoint: value.SMS_ALIYUN_ENDPOINT,
            keyId,
            keySecret,
            signName,
            callbackSecret: smsCallbackSecret,
          }
        : null,
    tencent:
      secretId && secretKey && sdkAppId && tencentSignName && tencentCallbackSecret
        ? {
            endpoint: value.SMS_TENCENT_ENDPOINT,
            region: value.SMS_TENCENT_REGION,
            secretId,
            secretKey,
            sdkAppId,
            signName: tencentSignName,
            callbackSecret: tencentCallbackSecret,
          }
        : null,
    email:
      smtpUrl && emailFrom
        ? {
            smtpUrl,
            from: emailFrom,
            bounces: bounceDomain
              ? {
                  domain: bounceDomain,
                  port: bouncePort,
                  tls: bounceCert && bounceKey ? { cert: bounceCert, key: bounceKey } : null,
                }
              : null,
          }
        : null,
    shop: hookSecret ? { hookSecret } : null,
    shopApi: shopUrl && shopSecret ? { baseUrl: shopUrl, secret: shopSecret } : null,
  }
  const gateway = gatewayOf(value.SMS_GATEWAY, parts)
  return {
    role: value.ROLE,
    port: value.PORT,
    opsPort: value.OPS_PORT,
    publicUrl: value.PUBLIC_URL,
    operatorEmail: value.OPERATOR_EMAIL ?? null,
    trustedProxies: value.TRUSTED_PROXIES,
    logLevel: value.LOG_LEVEL,
    dataDir: value.DATA_DIR,
    mongodbUri: value.MONGODB_URI ?? null,
    redisUrl: value.REDIS_URL ?? null,
    templatesDir: value.TEMPLATES_DIR,
    pageDir: value.PAGE_DIR,
    staffFile: value.STAFF_FILE ?? null,
    staffSmsTemplate: value.STAFF_SMS_TEMPLATE ?? null,
    staffLoginSmsTemplate: value.STAFF_LOGIN_SMS_TEMPLATE ?? null,
    dataKeys: value.DATA_KEYS,
    blindIndexKey: value.BLIND_INDEX_KEY,
    linkKey: value.LINK_KEY,
    webhookNetworks: value.WEBHOOK_NETWORKS ?? '',
    limits: { perAddress: value.MP_REQUESTS_PER_ADDRESS, perCustomer: value.MP_REQUESTS_PER_CUSTOMER },
    ...parts,
    /** Mini-programs of brands beside the configured one. */
    brandMiniprograms: value.MP_BRAND_SECRETS ?? [],
    /** The one gateway that sends, and its signature; null without any. */
    sms: gateway && { gateway, signName: parts[gateway]?.signName ?? '' },
    /** What is off because its platform is not configured, to be said at start. */
    off: [
      ...new Set(
        (Object.keys(platforms) as Platform[])
          .filter((p) => parts[p] === null && !(gateway && platforms[p].off === offSms))
          .map((p) => platforms[p].off),
      ),
    ],
  }
}

/** The gateway that is named, or the only one there is. */
function gatewayOf(
  named: SmsGatewayName | undefined,
  { aliyun, tencent }: Record<SmsGatewayName, object | null>,
): SmsGatewayName | null {
  return named ?? (aliyun ? 'aliyun' : tencent ? 'tencent' : null)
}

/** Rules between values: no platform half configured, and several processes share their state by Redis. */
function faultsBetween(given: Environment): string[] {
  const faults: string[] = []
  for (const { keys } of Object.values(platforms)) {
    const missing = keys.filter((key) => given[key] === undefined)
    if (missing.length === 0 || missing.length === keys.length) continue
    const there = keys.filter((key) => given[key] !== undefined)
    faults.push(`${missing.join(', ')}: needed because ${there.join(', ')} is set; set all of them or none`)
  }
  const { WXPAY_PUBLIC_KEY_ID: keyId, WXPAY_PUBLIC_KEY: key, WXPAY_MCHID: mchid } = given
  if ((keyId === undefined) !== (key === undefined)) {
    faults.push('WXPAY_PUBLIC_KEY_ID, WXPAY_PUBLIC_KEY: the key and its id belong together; set both or none')
  }
  if (given.WECOM_KF_ACCOUNT !== undefined && given.WECOM_CORP_ID === undefined) {
    faults.push('WECOM_CORP_ID: needed because WECOM_KF_ACCOUNT is set')
  }
  if (given.WECOM_KF_SECRET !== undefined && given.WECOM_KF_ACCOUNT === undefined) {
    faults.push('WECOM_KF_ACCOUNT: needed because WECOM_KF_SECRET is set')
  }
  if (given.MP_BRAND_SECRETS !== undefined && given.MP_APP_ID === undefined) {
    faults.push('MP_APP_ID: needed because MP_BRAND_SECRETS is set')
  }
  if (given.MP_APP_ID !== undefined && given.MP_BRAND_SECRETS?.includes(`${given.MP_APP_ID}=`)) {
    faults.push('MP_BRAND_SECRETS: holds MP_APP_ID, whose secret is MP_APP_SECRET')
  }
  if (mchid !== undefined && given.MP_APP_ID === undefined) {
    faults.push('MP_APP_ID: needed because WXPAY_MCHID is set; who pays is known by the mini-program')
  }
  if (isOfAnother(given.WXPAY_PRIVATE_KEY, given.WXPAY_CERTIFICATE)) {
    faults.push('WXPAY_PRIVATE_KEY: is not the key of WXPAY_CERTIFICATE')
  }
  faults.push(...gatewayFaults(given))
  if (given.MP_PUSH_AES_KEY !== undefined && given.MP_PUSH_TOKEN === undefined) {
    faults.push('MP_PUSH_TOKEN: needed because MP_PUSH_AES_KEY is set')
  }
  if (given.EMAIL_BOUNCE_PORT !== undefined && given.EMAIL_BOUNCE_DOMAIN === undefined) {
    faults.push('EMAIL_BOUNCE_DOMAIN: needed because EMAIL_BOUNCE_PORT is set')
  }
  faults.push(...bounceTlsFaults(given))
  if (given.EMAIL_BOUNCE_DOMAIN !== undefined && given.SMTP_URL === undefined) {
    faults.push('SMTP_URL: needed because EMAIL_BOUNCE_DOMAIN is set')
  }
  if (given.MP_PUSH_TOKEN !== undefined && given.MP_APP_ID === undefined) {
    faults.push('MP_APP_ID: needed because MP_PUSH_TOKEN is set')
  }
  if ((given.ROLE === 'web' || given.ROLE === 'worker') && given.REDIS_URL === undefined) {
    faults.push(`REDIS_URL: needed because ROLE is ${given.ROLE}; only ROLE=all runs without Redis`)
  }
  if ((given.ROLE === 'web' || given.ROLE === 'worker') && given.MONGODB_URI === undefined) {
    faults.push(`MONGODB_URI: needed because ROLE is ${given.ROLE}; the built-in store serves one process`)
  }
  return faults
}

function bounceTlsFaults({
  EMAIL_BOUNCE_TLS_CERT: certificate,
  EMAIL_BOUNCE_TLS_KEY: key,
  EMAIL_BOUNCE_PORT: port,
}: Environment): string[] {
  if (certificate === undefined && key === undefined) return []
  if (certificate === undefined || key === undefined) {
    return [
      'EMAIL_BOUNCE_TLS_CERT, EMAIL_BOUNCE_TLS_KEY: a certificate and its key belong together; set both or none',
    ]
  }
  return [
    ...(port === undefined ? ['EMAIL_BOUNCE_PORT: needed because EMAIL_BOUNCE_TLS_CERT is set'] : []),
    ...(isOfAnother(key, certificate)
      ? ['EMAIL_BOUNCE_TLS_KEY: is not the key of EMAIL_BOUNCE_TLS_CERT']
      : []),
  ]
}

function gatewayFaults({ SMS_GATEWAY: named, ...given }: Environment): string[] {
  const there = (['aliyun', 'tencent'] as const).filter((name) =>
    platforms[name].keys.some((key) => given[key] !== undefined),
  )
  if (named === undefined) {
    return there.length > 1
      ? ['SMS_GATEWAY: two gateways are set; say which one sends, aliyun or tencent']
      : []
  }
  if (there.some((name) => name === named)) return []
  return [`SMS_GATEWAY: names a gateway that is not set; set SMS_${named.toUpperCase()}_… or leave it empty`]
}

/** Whether both can be read and do not belong together. */
function isOfAnother(key: string | undefined, certificate: string | undefined): boolean {
  if (key === undefined || certificate === undefined) return false
  try {
    return !new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
  } catch {
    // Said where each of them is read.
    return false
  }
}

/** Empty values are absent; `<NAME>_FILE` stands for the content of that file, without the line break at its end. */
function withFiles(env: Environment, faults: string[]): Environment {
  const given: Environment = {}
  for (const name of Object.keys(settings.shape)) {
    const value = env[name] === '' ? undefined : env[name]
    const file = env[`${name}_FILE`]
    given[name] = value
    if (file === undefined || file === '') continue
    if (value !== undefined) faults.push(`${name}: set either ${name} or ${name}_FILE, not both`)
    else given[name] = contentOf(file, `${name}_FILE`, faults)
  }
  return given
}

function contentOf(file: string, name: string, faults: string[]): string | undefined {
  try {
    return readFileSync(file, 'utf8').trimEnd()
  } catch (error) {
    faults.push(`${name}: cannot be read (${(error as NodeJS.ErrnoException).code})`)
    return undefined
  }
}

function freeze<T>(value: T): T {
  // Typed arrays cannot be frozen; nobody writes into a key.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const inner of Object.values(value)) freeze(inner)
  return Object.freeze(value)
}
