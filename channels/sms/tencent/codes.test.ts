import { describe, expect, it } from 'vitest'
import { outcomeOfCode } from './codes.ts'

const now = new Date('2026-03-02T14:00:00+08:00')

/** Every code of the sheet (cloud.tencent.com 382/59177) with what becomes of the message. */
describe('a code of Tencent', () => {
  it.each([
    ['InvalidParameterValue.IncorrectPhoneNumber', 'unreachable'],
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
    ['FailedOperation.InsufficientBalanceInSmsPackage', 'configuration'],
    ['FailedOperation.SignatureIncorrectOrUnapproved', 'configuration'],
    ['FailedOperation.TemplateIncorrectOrUnapproved', 'configuration'],
    ['FailedOperation.TemplateUnapprovedOrNotExist', 'configuration'],
    ['InvalidParameterValue.SdkAppIdNotExist', 'configuration'],
    ['LimitExceeded.AppDailyLimit', 'configuration'],
    ['UnauthorizedOperation.RequestPermissionDeny', 'configuration'],
    ['UnauthorizedOperation.RequestIpNotInWhitelist', 'configuration'],
    ['UnauthorizedOperation.SdkAppIdIsDisabled', 'configuration'],
    ['UnauthorizedOperation.SerivceSuspendDueToArrears', 'configuration'],
    ['UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny', 'configuration'],
    ['AuthFailure.SignatureFailure', 'configuration'],
    ['AuthFailure.SignatureExpire', 'configuration'],
    ['AuthFailure.SecretIdNotFound', 'configuration'],
    ['FailedOperation.SomethingNew', 'configuration'],
  ])('%s refuses it: %s', (code, reason) => {
    expect(outcomeOfCode(code, now)).toEqual({ kind: 'refused', reason, code })
  })

  it.each([
    ['RequestLimitExceeded', 2_000],
    ['LimitExceeded.DeliveryFrequencyLimit', 30_000],
    ['LimitExceeded.PhoneNumberThirtySecondLimit', 30_000],
    ['LimitExceeded.PhoneNumberOneHourLimit', 3_600_000],
  ])('%s lets it wait %i ms', (code, afterMs) => {
    expect(outcomeOfCode(code, now)).toEqual({ kind: 'retryLater', afterMs, code })
  })

  it.each(['InternalError.Timeout', 'InternalError.OtherError', 'InternalError'])(
    '%s leaves open whether it went out',
    (code) => {
      expect(outcomeOfCode(code, now)).toEqual({ kind: 'unknown', code })
    },
  )

  it.each([
    ['2026-03-02T22:00:00+08:00', 10 * 3_600_000],
    ['2026-03-03T00:30:00+08:00', 7.5 * 3_600_000],
    ['2026-03-03T07:59:59+08:00', 1_000],
  ])('outside the hours of marketing, at %s, lets it wait until 08:00', (time, afterMs) => {
    const code = 'FailedOperation.MarketingSendTimeConstraint'
    expect(outcomeOfCode(code, new Date(time))).toEqual({ kind: 'retryLater', afterMs, code })
  })
})
