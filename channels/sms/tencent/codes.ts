import type { CodeKind } from '../../../domain/alerts/causes.ts'
import type { RefusalReason, SendOutcome } from '../../../domain/outreach/ports.ts'

/** Answers of the SMS API 2021-01-11 (cloud.tencent.com 382/59177), of a number and of the whole call alike. */
export const accepted = 'Ok'

/** A code in no table is a fault of set-up. */
export const refusals: ReadonlyMap<string, RefusalReason> = new Map([
  ['InvalidParameterValue.IncorrectPhoneNumber', 'unreachable'],
  // Who unsubscribed there, or whom the carrier shields.
  ['FailedOperation.PhoneNumberInBlacklist', 'unreachable'],
  ['FailedOperation.ContainSensitiveWord', 'content'],
  ['FailedOperation.FailResolvePacket', 'content'],
  ['FailedOperation.TemplateParamSetNotMatchApprovedTemplate', 'content'],
  ['InvalidParameterValue.ContentLengthLimit', 'content'],
  ['InvalidParameterValue.TemplateParameterFormatError', 'content'],
  ['InvalidParameterValue.TemplateParameterLengthLimit', 'content'],
  ['InvalidParameterValue.ProhibitedUseUrlInTemplateParameter', 'content'],
  ['UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber', 'content'],
  ['LimitExceeded.PhoneNumberCountLimit', 'content'],
  ['LimitExceeded.PhoneNumberDailyLimit', 'quota'],
  ['LimitExceeded.PhoneNumberSameContentDailyLimit', 'quota'],
  // Balance, thresholds, rights, signature and template of our own account: the operator's matter.
  ['FailedOperation.InsufficientBalanceInSmsPackage', 'configuration'],
  ['FailedOperation.SignatureIncorrectOrUnapproved', 'configuration'],
  ['FailedOperation.TemplateIncorrectOrUnapproved', 'configuration'],
  ['FailedOperation.TemplateUnapprovedOrNotExist', 'configuration'],
  ['InvalidParameterValue.SdkAppIdNotExist', 'configuration'],
  ['LimitExceeded.AppDailyLimit', 'configuration'],
  ['UnauthorizedOperation.RequestPermissionDeny', 'configuration'],
  ['UnauthorizedOperation.RequestIpNotInWhitelist', 'configuration'],
  ['UnauthorizedOperation.SdkAppIdIsDisabled', 'configuration'],
  // Spelt so by the platform.
  ['UnauthorizedOperation.SerivceSuspendDueToArrears', 'configuration'],
  ['UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny', 'configuration'],
  ['AuthFailure.SignatureFailure', 'configuration'],
  ['AuthFailure.SignatureExpire', 'configuration'],
  ['AuthFailure.SecretIdNotFound', 'configuration'],
])

/** Certainly not sent and worth another try, ms. */
export const retryAfterMs: ReadonlyMap<string, number> = new Map([
  ['RequestLimitExceeded', 2_000],
  // The platform's rule of one a half minute to a phone; an account's own may be longer, then it says so again.
  ['LimitExceeded.DeliveryFrequencyLimit', 30_000],
  ['LimitExceeded.PhoneNumberThirtySecondLimit', 30_000],
  ['LimitExceeded.PhoneNumberOneHourLimit', 3_600_000],
])

const outsideMarketingHours = 'FailedOperation.MarketingSendTimeConstraint'
const marketingFromHour = 8
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const shanghaiMs = 8 * hourMs

/** InternalError.Timeout and its kind do not say whether the carrier has got it. */
const mayHaveBeenSent = /^InternalError(\.|$)/

/** What a code that is not `Ok` means for one message. */
export function outcomeOfCode(code: string, now: Date): SendOutcome {
  if (mayHaveBeenSent.test(code)) return { kind: 'unknown', code }
  if (code === outsideMarketingHours) return { kind: 'retryLater', afterMs: untilMarketingMs(now), code }
  const afterMs = retryAfterMs.get(code)
  if (afterMs !== undefined) return { kind: 'retryLater', afterMs, code }
  return { kind: 'refused', reason: refusals.get(code) ?? 'configuration', code }
}

/** Marketing goes out between 08:00 and 22:00 of Asia/Shanghai. */
function untilMarketingMs(now: Date): number {
  const intoDayMs = (now.getTime() + shanghaiMs) % dayMs
  return (marketingFromHour * hourMs - intoDayMs + dayMs) % dayMs
}

/** The words of a receipt that speak of the phone. Carriers' codes are open-ended, its words (description) name the cause. */
const aboutThePhone = /空号|停机|黑名单|号码不存在/

/** Whether a receipt of failure says that this phone cannot be reached by SMS. */
export function isUnreachable(description: string): boolean {
  return aboutThePhone.test(description)
}

const kindOfReason: Partial<Record<RefusalReason, CodeKind>> = {
  unreachable: 'numbers',
  quota: 'numbers',
  content: 'content',
  configuration: 'account',
}

/** What a code of this gateway speaks of; null when it is none of its own. */
export function kindOfCode(code: string): CodeKind | null {
  if (code === outsideMarketingHours) return 'content'
  const reason = refusals.get(code)
  return (reason && kindOfReason[reason]) ?? null
}
