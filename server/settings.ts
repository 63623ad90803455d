import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { z } from 'zod'

const text = z.string().min(1)
const secret = (min: number) => z.string().min(min, `at least ${min} characters`)
/** Of a secret of Standard Webhooks: what is signed with is what follows its prefix. */
const hasLongKey = (value: string): boolean =>
  !value.startsWith('whsec_') || Buffer.from(value.slice('whsec_'.length), 'base64').length >= 16

/** Whether every `%` in it begins an encoded byte: what reads the address later would throw, and name no setting. */
function decodes(value: string): boolean {
  try {
    decodeURIComponent(value)
    return true
  } catch {
    return false
  }
}
const url = z
  .url({ protocol: /^https?$/, error: 'an http or https address' })
  .refine(
    (value) => !/[?#@]/.test(value),
    'an http or https address without a user, ? or #: paths are put behind it',
  )
  .refine(decodes, 'an http or https address in which % only begins an encoded byte')
  .transform((value) => value.trim().replace(/\/+$/, ''))
const encoding = 'write % # / @ : in a password as %25 %23 %2F %40 %3A'
/** User, password and path may hold `%`, `#`, `/`, `@` and `:` in their encoded form alone. */
const address = (scheme: RegExp, form: string) =>
  z
    .string()
    .refine(
      (value) => scheme.test(value) && URL.canParse(value) && decodes(value),
      `an address ${form}; ${encoding}`,
    )
const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `a whole number from ${min} to ${max}`)

/** 32 bytes as base64: `openssl rand -base64 32`. */
const key32 = z
  .string()
  .transform((value) => new Uint8Array(Buffer.from(value, 'base64')))
  .refine((bytes) => bytes.length === 32, '32 random bytes as base64, made by: openssl rand -base64 32')

const dataKeys = z.string().transform((value, context) => {
  const keys = value.split(',').map((entry) => {
    const [, kid, key] = /^\s*([\w-]{1,32}):([A-Za-z0-9+/=]+)\s*$/.exec(entry) ?? []
    return { kid: kid ?? '', key: new Uint8Array(Buffer.from(key ?? '', 'base64')) }
  })
  const kids = new Set(keys.map(({ kid }) => kid))
  if (keys.every(({ kid, key }) => kid !== '' && key.length === 32) && kids.size === keys.length) return keys
  const message = 'name:key pairs joined by commas, names different, each key 32 random bytes as base64'
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

const brandSecrets = z.string().transform((value, context) => {
  const given = value.split(',').map((entry) => {
    const [, appId = '', appSecret = ''] = /^\s*(wx[0-9a-f]{16})=(\S+)\s*$/.exec(entry) ?? []
    return { appId, appSecret }
  })
  const appIds = new Set(given.map(({ appId }) => appId))
  if (!appIds.has('') && appIds.size === given.length) return given
  const message = 'AppID=AppSecret pairs joined by commas, AppIDs different'
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

/** A text in PEM that `read` takes: never shown in a fault. */
const pem = (read: (text: string) => unknown, what: string) =>
  z.string().refine((value) => {
    try {
      read(value)
      return true
    } catch {
      return false
    }
  }, `${what} in PEM, best by the file named in …_FILE`)

/** Every setting of Kelu. `.env.example` says the same for people; a test holds the two together. */
export const settings = z.object({
  /** What this process does: web, worker, or all. Default all. */
  ROLE: z.enum(['all', 'web', 'worker'], 'all, web or worker').default('all'),
  /** TCP port of the web server; 0 = any free one. Default 3000. */
  PORT: whole(0, 65_535).default(3_000),
  /** TCP port of health and figures of a worker, which serves nothing else; 0 = any free one. Default 0. */
  OPS_PORT: whole(0, 65_535).default(0),
  /** Address people and platforms reach us by, and the page takes changes from, without a slash at the end. Default http://localhost:3000. */
  PUBLIC_URL: url.default('http://localhost:3000'),
  /** Number of own proxies in front, whose X-Forwarded-For is believed. Default 0. */
  TRUSTED_PROXIES: whole(0, 10).default(0),
  /** Least severe level that is logged. Default info. */
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'a level such as info, warn or error',
    )
    .default('info'),
  /** Folder of the built-in store. Default ./data. */
  DATA_DIR: text.default('./data'),
  /** MongoDB to use instead of the built-in store. */
  MONGODB_URI: z
    .string()
    // What else may be wrong with it, the driver says at start.
    .refine(
      (value) => /^mongodb(\+srv)?:\/\//.test(value) && decodes(value),
      `an address mongodb://… or mongodb+srv://…; ${encoding}`,
    )
    .optional(),
  /** Redis shared by several processes. */
  REDIS_URL: address(/^rediss?:\/\//, 'redis://… or rediss://…').optional(),
  /** Folder of the journeys, messages, segments, coupon batches and channel codes. Default ./templates. */
  TEMPLATES_DIR: text.default('./templates'),
  /** Folder of the built page that people work with. Default ./dist/admin. */
  PAGE_DIR: text.default('./dist/admin'),
  /** YAML file of the sales team with phones; read at start. Absent = the directory stays as it is. */
  STAFF_FILE: text.optional(),
  /** Approved SMS template for salespeople WeCom cannot reach; its only variable is `code`. */
  STAFF_SMS_TEMPLATE: z
    .string()
    .regex(/^SMS_\d{6,12}$/, 'a template code such as SMS_100001')
    .optional(),
  /** Keys that encrypt contact data: `name:key` pairs joined by commas; the first one seals, all of them open. */
  DATA_KEYS: dataKeys,
  /** Key of the look-up by phone, 32 bytes as base64; never changes. */
  BLIND_INDEX_KEY: key32,
  /** Key that signs unsubscribe and open links, 32 bytes as base64. */
  LINK_KEY: key32,
  /** Log-ins and forms a minute from one address. Default 600. */
  MP_REQUESTS_PER_ADDRESS: whole(1, 1_000_000).default(600),
  /** Requests a minute from one customer after log-in. Default 240. */
  MP_REQUESTS_PER_CUSTOMER: whole(1, 1_000_000).default(240),

  /** Address of the WeCom API. Default https://qyapi.weixin.qq.com. */
  WECOM_BASE_URL: url.default('https://qyapi.weixin.qq.com'),
  /** Corp id (企业ID). */
  WECOM_CORP_ID: text.optional(),
  /** Agent id of the app that messages salespeople. */
  WECOM_AGENT_ID: whole(1, 2_147_483_647).optional(),
  /** Secret of that app; it must be allowed to call customer contact. */
  WECOM_SECRET: text.optional(),
  /** Token of the receive-URL, up to 32 letters and digits. */
  WECOM_CALLBACK_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9]{1,32}$/, 'up to 32 letters and digits')
    .optional(),
  /** EncodingAESKey of the receive-URL, 43 letters and digits. */
  WECOM_CALLBACK_AES_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}$/, '43 letters and digits')
    .optional(),

  /** Account of 微信客服 that messages go from (open_kfid). */
  WECOM_KF_ACCOUNT: z
    .string()
    .regex(/^wk[\w-]{1,62}$/, 'an open_kfid, which begins with wk')
    .optional(),
  /** Secret of 微信客服, where it has one of its own; absent = the app's, which must be among those that may call it. */
  WECOM_KF_SECRET: text.optional(),

  /** Address of the WeChat API. Default https://api.weixin.qq.com. */
  MP_BASE_URL: url.default('https://api.weixin.qq.com'),
  /** AppID of the mini-program. */
  MP_APP_ID: text.optional(),
  /** AppSecret of the mini-program. */
  MP_APP_SECRET: text.optional(),
  /** AppSecrets of the mini-programs of brands, `wx…=secret` joined by commas: what each sends, opens and logs in. */
  MP_BRAND_SECRETS: brandSecrets.optional(),
  /** Token of the mini-program's message push, 3 to 32 letters and digits. */
  MP_PUSH_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9]{3,32}$/, '3 to 32 letters and digits')
    .optional(),
  /** EncodingAESKey of the secure mode, 43 letters and digits; with it nothing is taken that is not encrypted. */
  MP_PUSH_AES_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}$/, '43 letters and digits')
    .optional(),

  /** Address of WeChat Pay's merchant API. Default https://api.mch.weixin.qq.com. */
  WXPAY_BASE_URL: url.default('https://api.mch.weixin.qq.com'),
  /** Merchant number (商户号), bound to the mini-program. */
  WXPAY_MCHID: z
    .string()
    .regex(/^\d{8,12}$/, 'the digits of a merchant number')
    .optional(),
  /** The merchant's API certificate, apiclient_cert.pem; WXPAY_CERTIFICATE_FILE names the file. */
  WXPAY_CERTIFICATE: pem((text) => new X509Certificate(text), 'a certificate').optional(),
  /** Its private key, apiclient_key.pem; WXPAY_PRIVATE_KEY_FILE names the file. */
  WXPAY_PRIVATE_KEY: pem(createPrivateKey, 'a private key').optional(),
  /** APIv3 key, 32 characters. */
  WXPAY_API_KEY: z
    .string()
    .refine((value) => Buffer.byteLength(value) === 32, 'exactly 32 characters')
    .optional(),
  /** Id of WeChat Pay's public key (微信支付公钥ID); absent = the platform's certificates alone. */
  WXPAY_PUBLIC_KEY_ID: z
    .string()
    .regex(/^PUB_KEY_ID_\d{1,64}$/, 'PUB_KEY_ID_ and digits')
    .optional(),
  /** That key, pub_key.pem; WXPAY_PUBLIC_KEY_FILE names the file. */
  WXPAY_PUBLIC_KEY: pem(createPublicKey, 'a public key').optional(),
  /** Where WeChat Pay posts its notices: https, public, without a query. Default <PUBLIC_URL>/hooks/wxpay. */
  WXPAY_NOTIFY_URL: z
    .string()
    .regex(/^https:\/\/[^?#@\s]{1,240}$/, 'an https address without a query')
    .optional(),

  /** Address of the Alibaba Cloud SMS API. Default https://dysmsapi.aliyuncs.com. */
  SMS_ALIYUN_ENDPOINT: url.default('https://dysmsapi.aliyuncs.com'),
  /** AccessKey id. */
  SMS_ALIYUN_KEY_ID: text.optional(),
  /** AccessKey secret. */
  SMS_ALIYUN_KEY_SECRET: text.optional(),
  /** Approved signature, without brackets. */
  SMS_ALIYUN_SIGN_NAME: text.optional(),
  /** Our own secret in the path the receipts are pushed to, at least 16 characters. */
  SMS_ALIYUN_CALLBACK_SECRET: z
    .string()
    .regex(/^[\w-]{16,}$/, 'at least 16 letters, digits, _ or -')
    .optional(),

  /** Address of the Tencent Cloud SMS API. Default https://sms.tencentcloudapi.com. */
  SMS_TENCENT_ENDPOINT: url.default('https://sms.tencentcloudapi.com'),
  /** Region that serves it. Default ap-guangzhou. */
  SMS_TENCENT_REGION: z.enum(['ap-guangzhou', 'ap-beijing', 'ap-nanjing']).default('ap-guangzhou'),
  /** SecretId of an API key. */
  SMS_TENCENT_SECRET_ID: text.optional(),
  /** SecretKey of that API key. */
  SMS_TENCENT_SECRET_KEY: text.optional(),
  /** SdkAppId of the SMS application. */
  SMS_TENCENT_SDK_APP_ID: z
    .string()
    .regex(/^1400\d{6}$/, '1400 and six digits')
    .optional(),
  /** Approved signature, without brackets. */
  SMS_TENCENT_SIGN_NAME: text.optional(),
  /** Our own secret in the path receipts and replies are pushed to, at least 16 characters. */
  SMS_TENCENT_CALLBACK_SECRET: z
    .string()
    .regex(/^[\w-]{16,}$/, 'at least 16 letters, digits, _ or -')
    .optional(),
  /** Approved SMS template of log-in codes for the task page; its only variable is code. Absent = log-in by WeCom alone. */
  STAFF_LOGIN_SMS_TEMPLATE: text.optional(),
  /** Which gateway sends, where both are set up; receipts and replies of the other are still taken. */
  SMS_GATEWAY: z.enum(['aliyun', 'tencent']).optional(),

  /** Mail server, smtp://user:password@host:port or smtps://…. */
  SMTP_URL: address(/^smtps?:\/\//, 'smtp://… or smtps://…').optional(),
  /** Sender of e-mails, such as 客旅 <hello@example.com>. */
  EMAIL_FROM: z
    .string()
    .regex(/@[^>\s]+>?\s*$/, 'an e-mail address, with or without a name')
    .optional(),
  OPERATOR_EMAIL: z.email('an e-mail address').optional(),

  /** Domain bounces are sent to, bounce+<token>@…; its MX leads to EMAIL_BOUNCE_PORT. Absent = they go to EMAIL_FROM. */
  EMAIL_BOUNCE_DOMAIN: z
    .string()
    .toLowerCase()
    .regex(
      /^(?=.{4,190}$)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
      'a domain, such as bounce.example.com',
    )
    .optional(),
  /** TCP port bounces and complaints are heard on by SMTP; 0 = any free one, absent = they are not. Its MX is asked on port 25. */
  EMAIL_BOUNCE_PORT: whole(0, 65_535).optional(),
  /** Certificate of that port, with what it is signed by; EMAIL_BOUNCE_TLS_CERT_FILE names the file. With it STARTTLS is offered. */
  EMAIL_BOUNCE_TLS_CERT: pem((text) => new X509Certificate(text), 'a certificate').optional(),
  /** Its private key, without a passphrase; EMAIL_BOUNCE_TLS_KEY_FILE names the file. */
  EMAIL_BOUNCE_TLS_KEY: pem(createPrivateKey, 'a private key').optional(),

  /** Secret the shop signs its webhooks with, at least 16 characters. */
  SHOP_HOOK_SECRET: secret(16)
    .refine(hasLongKey, 'whsec_ and the base64 of at least 16 bytes, or a secret of another kind')
    .optional(),
  /** Networks webhooks may call though they are not public, as CIDR joined by commas; http is taken there, too. Default none. */
  WEBHOOK_NETWORKS: z
    .string()
    .refine(
      (value) =>
        value.split(',').every((each) => z.union([z.cidrv4(), z.cidrv6()]).safeParse(each.trim()).success),
      'networks as 10.1.0.0/16 or fd00:1::/64, joined by commas',
    )
    .optional(),
  /** Where the shop gives its own coupons when Kelu asks. */
  SHOP_API_URL: address(/^https?:\/\//, 'https://…').optional(),
  /** Secret Kelu signs what it asks the shop with, at least 16 characters. */
  SHOP_API_SECRET: secret(16).optional(),
})
