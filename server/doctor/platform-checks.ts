import type { Clock } from '../../domain/clock.ts'
import type { Probes } from '../../domain/platform-probes.ts'
import type { Config } from '../config.ts'
import type { Check } from './check.ts'
import { email } from './checks/email.ts'
import { emailMx } from './checks/email-mx.ts'
import { emailSpf } from './checks/email-spf.ts'
import { miniprogram } from './checks/miniprogram.ts'
import { miniprogramBrands } from './checks/miniprogram-brands.ts'
import { miniprogramPush } from './checks/miniprogram-push.ts'
import { platformClock } from './checks/platform-clock.ts'
import { redis } from './checks/redis.ts'
import { smsBalance } from './checks/sms-balance.ts'
import { smsSignature } from './checks/sms-signature.ts'
import { smsTemplates } from './checks/sms-templates.ts'
import { wecomAddress } from './checks/wecom-address.ts'
import { wecomBehaviour } from './checks/wecom-behaviour.ts'
import { wecomCallback } from './checks/wecom-callback.ts'
import { wecomCustomerContact } from './checks/wecom-customer-contact.ts'
import { wecomKf } from './checks/wecom-kf.ts'
import { wecomRights } from './checks/wecom-rights.ts'
import { wecomToken } from './checks/wecom-token.ts'
import { wecomUnionid } from './checks/wecom-unionid.ts'
import { wecomVisibleRange } from './checks/wecom-visible-range.ts'
import { wxpayAccess } from './checks/wxpay-access.ts'
import { wxpayCertificate } from './checks/wxpay-certificate.ts'
import { wxpayNotifyUrl } from './checks/wxpay-notify-url.ts'
import type { MailRecords } from './mail-records.ts'

/** What only a running Kelu can ask: it has the tokens, the limits and the clock. */
export interface PlatformNeeds {
  config: Pick<Config, 'publicUrl' | 'redisUrl' | 'sms' | 'email' | 'wxpay'>
  probes: Probes
  clock: Clock
  /** Userids of those who sell, on duty or not. */
  salespeople(): Promise<string[]>
  /** Brands in force that have a mini-program of their own. */
  brandMiniPrograms(): { name: string; appId: string }[]
  /** SMS templates in use, with the message each belongs to. */
  smsTemplates(): { code: string; of: string }[]
  /** When the gateway last refused a message for want of money, and when it last took one; null = never lately. */
  smsMoney(): Promise<{ refusedAt: Date | null; takenAt: Date | null }>
  /** What an address answers to a GET. Throws when it does not. */
  fetchText(url: string): Promise<{ status: number; text: string }>
  mailRecords: MailRecords
}

export const platformChecks: readonly Check<PlatformNeeds>[] = [
  redis,
  platformClock,
  wecomToken,
  wecomAddress,
  wecomVisibleRange,
  wecomCustomerContact,
  wecomBehaviour,
  ...wecomRights,
  wecomUnionid,
  wecomKf,
  wecomCallback,
  miniprogram,
  miniprogramPush,
  miniprogramBrands,
  wxpayAccess,
  wxpayCertificate,
  wxpayNotifyUrl,
  smsSignature,
  smsTemplates,
  smsBalance,
  email,
  emailMx,
  emailSpf,
]
