import type { CodeKind } from '../../../domain/alerts/causes.ts'
import type { RefusalReason } from '../../../domain/outreach/ports.ts'

/** Answers of Dysmsapi (help.aliyun.com 101346). A code in no table is a fault of set-up. */
export const accepted = 'OK'

export const refusals: ReadonlyMap<string, RefusalReason> = new Map([
  ['isv.MOBILE_NUMBER_ILLEGAL', 'unreachable'],
  // Balance and thresholds of our own account: the operator's matter, like rights, signatures and templates.
  ['isv.AMOUNT_NOT_ENOUGH', 'configuration'],
  ['isv.OUT_OF_SERVICE', 'configuration'],
  ['isv.DAY_LIMIT_CONTROL', 'configuration'],
  ['isv.MONTH_LIMIT_CONTROL', 'configuration'],
  ['isv.TEMPLATE_MISSING_PARAMETERS', 'content'],
  ['isv.INVALID_JSON_PARAM', 'content'],
  ['isv.INVALID_PARAMETERS', 'content'],
  ['isv.PARAM_LENGTH_LIMIT', 'content'],
  ['isv.PARAM_NOT_SUPPORT_URL', 'content'],
  ['isv.SMS_CONTENT_ILLEGAL', 'content'],
  ['isv.BLACK_KEY_CONTROL_LIMIT', 'content'],
])

/** Certainly not sent and worth another try, ms. */
export const retryAfterMs: ReadonlyMap<string, number> = new Map([
  ['isp.SYSTEM_ERROR', 5_000],
  ['Throttling', 2_000],
  ['Throttling.User', 2_000],
  ['Throttling.Api', 2_000],
  ['ServiceUnavailable', 5_000],
  ['InternalError', 5_000],
  // Ours is random, so this is somebody else's or a retry in between: a fresh one will do.
  ['SignatureNonceUsed', 1_000],
])

export const frequencyOfReceiver = 'isv.BUSINESS_LIMIT_CONTROL'

/**
 * How long this receiver's frequency limit lasts, ms; null when it is the day's. Only the message tells which window is
 * full, and windows of minutes and hours are those of the clock (help.aliyun.com 44335).
 */
export function frequencyWaitMs(message: string, now: Date): number | null {
  const window = message.includes('分钟级') ? 60_000 : message.includes('小时级') ? 3_600_000 : null
  return window === null ? null : window - (now.getTime() % window)
}

/** Receipt codes that speak of the phone rather than of what was sent (open-ended; help.aliyun.com 101347). */
export const unreachableReceipts: ReadonlySet<string> = new Set([
  'MOBILE_NOT_ON_SERVICE',
  'MOBILE_ACCOUNT_ABNORMAL',
  'MOBILE_IN_BLACK',
  'INVALID_NUMBER',
  'USER_REJECT',
])

/** Receipts about what was written, as far as Alibaba names them; carriers have codes of their own. */
const contentReceipts: ReadonlySet<string> = new Set([
  'CONTENT_KEYWORD',
  'CONTENT_ERROR',
  'SIGNATURE_BLACKLIST',
])
/** Receipts about this phone at this time. */
const phoneReceipts: ReadonlySet<string> = new Set(['MOBILE_SEND_LIMIT', 'MOBILE_TERMINAL_ERROR'])
const kindOfReason: Partial<Record<RefusalReason, CodeKind>> = {
  unreachable: 'numbers',
  content: 'content',
  configuration: 'account',
}

/** What a code of the gateway, of a receipt or of the way there speaks of; one that is in no table, of the way. */
export function kindOfCode(code: string): CodeKind {
  if (unreachableReceipts.has(code) || phoneReceipts.has(code)) return 'numbers'
  if (contentReceipts.has(code)) return 'content'
  const reason = refusals.get(code)
  return (reason && kindOfReason[reason]) ?? 'interface'
}
