import type { Faults } from './refused.ts'

export const wecomAddressSetting = 'WECOM_BASE_URL'

/** Of the token (document 91039). */
export const tokenFaults: Faults = {
  40001: ['Secret 不对', '在企业微信管理后台 → 应用管理 → 自建应用复制 Secret，填到 WECOM_SECRET'],
  40013: ['企业 ID 不对', '在企业微信管理后台 → 我的企业复制企业ID，填到 WECOM_CORP_ID'],
  41004: ['没有带 Secret', '填好 WECOM_SECRET'],
  45009: ['Secret 错了太多次，被封一小时', '改对 WECOM_SECRET，一小时后再试'],
}

export const untrustedAddress = '60020'

/** What makes every call fail, told by the first checks. */
export const everyCall: ReadonlySet<string> = new Set([...Object.keys(tokenFaults), untrustedAddress])
