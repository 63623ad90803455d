import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox, SandboxSettings, SmsTemplate } from '../contract.ts'
import { startSandbox } from '../sandbox.ts'
import { hour, later, monday, second } from '../testing/cast.ts'
import { tencentCall } from '../testing/tencent-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const templates: Record<string, SmsTemplate> = {
  '1001': { type: 'code', text: '验证码{1}' },
  '1002': { type: 'notification', text: '{1}，订单{2}已发货' },
  '1003': { type: 'marketing', text: '尊敬的会员，新品到店 k.example/{1} 拒收请回复R' },
  '1004': { type: 'notification', text: `${'一'.repeat(490)}{1}` },
  '1005': { type: 'notification', text: '审核中的{1}', approval: 'waiting' },
}
const code = { TemplateId: '1001', TemplateParamSet: ['123456'] }
const marketing = { TemplateId: '1003', TemplateParamSet: ['a1B2c3'] }

let sandbox: Sandbox
/** What the caller's clock says, kept with the platform's. */
let clockNow: string

async function start(settings: Partial<SandboxSettings> = {}) {
  clockNow = monday.toISOString()
  sandbox = await startWithCast({ settings: { tencentTemplates: templates, ...settings } })
}
beforeEach(() => start())
afterEach(() => sandbox.close())

const call = (more: object = {}) =>
  tencentCall(sandbox, {
    action: 'SendSms',
    at: new Date(clockNow),
    body: {
      PhoneNumberSet: ['+8613800000001'],
      SmsSdkAppId: sandbox.settings.tencentSdkAppId,
      TemplateId: '1002',
      SignName: '客旅商城',
      TemplateParamSet: ['小美', 'A1'],
      ...more,
    },
  })
async function statuses(more: object = {}) {
  return (await call(more)).SendStatusSet as { Code: string; SerialNo: string; Fee: number }[]
}
async function codeOf(more: object = {}) {
  return (await statuses(more))[0]?.Code
}
async function at(time: string) {
  clockNow = new Date(time).toISOString()
  await sandbox.setClock(clockNow)
}

describe('SendSms of Tencent', () => {
  it('reaches the phone with signature and values filled in by their place', async () => {
    expect(await statuses({ SessionContext: 'run1:step:1' })).toMatchObject([
      { Code: 'Ok', Fee: 1, SerialNo: expect.stringMatching(/./), SessionContext: 'run1:step:1' },
    ])
    expect(await sandbox.deliveries({ receiver: '+8613800000001' })).toMatchObject([
      {
        platform: 'tencent',
        kind: 'sms',
        ref: 'run1:step:1',
        content: { text: '【客旅商城】小美，订单A1已发货' },
      },
    ])
  })

  it.each(['+8613800000001', '008613800000001', '8613800000001', '13800000001'])(
    'knows %s as the same phone',
    async (phone) => {
      expect(await codeOf({ PhoneNumberSet: [phone] })).toBe('Ok')
      expect(await sandbox.deliveries({ receiver: '+8613800000001' })).toHaveLength(1)
    },
  )

  it.each([
    ['a landline', { PhoneNumberSet: ['02088886666'] }, 'InvalidParameterValue.IncorrectPhoneNumber'],
    ['a foreign signature', { SignName: '别家' }, 'FailedOperation.SignatureIncorrectOrUnapproved'],
    ['no signature', { SignName: undefined }, 'FailedOperation.SignatureIncorrectOrUnapproved'],
    ['an unknown template', { TemplateId: '9999' }, 'FailedOperation.TemplateIncorrectOrUnapproved'],
    [
      'a template under review',
      { TemplateId: '1005', TemplateParamSet: ['a'] },
      'FailedOperation.TemplateIncorrectOrUnapproved',
    ],
    [
      'too few values',
      { TemplateParamSet: ['小美'] },
      'FailedOperation.TemplateParamSetNotMatchApprovedTemplate',
    ],
    [
      'too many values',
      { TemplateParamSet: ['a', 'b', 'c'] },
      'FailedOperation.TemplateParamSetNotMatchApprovedTemplate',
    ],
    [
      'an empty value',
      { TemplateParamSet: ['', 'A1'] },
      'InvalidParameterValue.TemplateParameterFormatError',
    ],
    [
      'a link in a value',
      { TemplateParamSet: ['https://a.b', 'A1'] },
      'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter',
    ],
    [
      'a domain in a value',
      { TemplateParamSet: ['k.example', 'A1'] },
      'InvalidParameterValue.ProhibitedUseUrlInTemplateParameter',
    ],
    [
      'a value of 13 characters',
      { TemplateParamSet: ['美'.repeat(13), 'A1'] },
      'InvalidParameterValue.TemplateParameterLengthLimit',
    ],
    [
      'a code of 7 digits',
      { ...code, TemplateParamSet: ['1234567'] },
      'InvalidParameterValue.TemplateParameterLengthLimit',
    ],
    [
      'a code that is no number',
      { ...code, TemplateParamSet: ['12ab'] },
      'InvalidParameterValue.TemplateParameterFormatError',
    ],
    [
      'a text over 500 characters',
      { TemplateId: '1004', TemplateParamSet: ['美'.repeat(12)] },
      'InvalidParameterValue.ContentLengthLimit',
    ],
  ])('refuses %s', async (_what, more, Code) => {
    expect(await codeOf(more)).toBe(Code)
    expect(await sandbox.deliveries()).toHaveLength(0)
  })

  it.each([
    ['another application', { SmsSdkAppId: '1400000000' }, 'InvalidParameterValue.SdkAppIdNotExist'],
    [
      '201 numbers',
      { PhoneNumberSet: Array(201).fill('+8613800000001') },
      'LimitExceeded.PhoneNumberCountLimit',
    ],
    [
      'numbers from here and abroad together',
      { PhoneNumberSet: ['+8613800000001', '+14155550100'] },
      'UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber',
    ],
    ['512 bytes of context', { SessionContext: 'x'.repeat(512) }, 'InvalidParameterValue'],
    ['values that are no list', { TemplateParamSet: 'a' }, 'InvalidParameter'],
  ])('refuses a call with %s whole', async (_what, more, Code) => {
    expect(await call(more)).toMatchObject({ Error: { Code } })
  })

  it('says of each number by itself what becomes of it', async () => {
    const answer = await statuses({ PhoneNumberSet: ['+8613800000001', '1', '+8613800000002'] })
    expect(answer.map(({ Code }) => Code)).toEqual(['Ok', 'InvalidParameterValue.IncorrectPhoneNumber', 'Ok'])
  })

  it('takes the same text to a phone once in thirty seconds', async () => {
    expect(await codeOf()).toBe('Ok')
    expect(await codeOf()).toBe('LimitExceeded.PhoneNumberThirtySecondLimit')
    expect(await codeOf({ TemplateParamSet: ['小美', 'A2'] })).toBe('Ok')
    await at(later(30 * second))
    expect(await codeOf()).toBe('Ok')
  })

  it('takes ten texts to a phone in a day of Shanghai', async () => {
    const send = (n: number) => codeOf({ TemplateParamSet: ['小美', `A${n}`] })
    for (let n = 0; n < 10; n += 1) expect(await send(n)).toBe('Ok')
    await at('2026-03-02T23:59:59+08:00')
    expect(await send(10)).toBe('LimitExceeded.PhoneNumberDailyLimit')
    await at('2026-03-03T00:00:00+08:00')
    expect(await send(10)).toBe('Ok')
  })

  it('takes as many an hour to a phone as the account allows', async () => {
    await sandbox.close()
    await start({ limits: { tencentPerPhoneHour: 1 } })
    expect(await codeOf()).toBe('Ok')
    await at(later(hour - second))
    expect(await codeOf()).toBe('LimitExceeded.PhoneNumberOneHourLimit')
    await at(later(hour))
    expect(await codeOf()).toBe('Ok')
  })

  it.each([
    ['2026-03-02T07:59:59+08:00', 'FailedOperation.MarketingSendTimeConstraint'],
    ['2026-03-02T08:00:00+08:00', 'Ok'],
    ['2026-03-02T21:59:59+08:00', 'Ok'],
    ['2026-03-02T22:00:00+08:00', 'FailedOperation.MarketingSendTimeConstraint'],
  ])('answers marketing at %s with %s', async (time, Code) => {
    await at(time)
    expect(await codeOf(marketing)).toBe(Code)
    expect(await codeOf()).toBe('Ok')
  })

  it('is refused when the package does not pay for every segment', async () => {
    await sandbox.setSmsBalance(0)
    expect(await codeOf()).toBe('FailedOperation.InsufficientBalanceInSmsPackage')
  })

  it('sends no marketing to who refused it by reply; other messages go', async () => {
    await codeOf()
    await sandbox.replySms({ person: '小美', content: ' ｒ' })
    expect(await codeOf(marketing)).toBe('FailedOperation.PhoneNumberInBlacklist')
    expect(await codeOf(code)).toBe('Ok')
  })
})

describe('templates Tencent does not approve', () => {
  const withTemplate = (type: SmsTemplate['type'], text: string) =>
    startSandbox({ now: monday, settings: { tencentTemplates: { '1001': { type, text } } } })
  const member = (text: string) => `尊敬的会员，${text} 拒收请回复R`

  it.each<[string, SmsTemplate['type'], string, string]>([
    ['marketing without the refusal mark', 'marketing', '新品到店', '拒收请回复R'],
    ['a notification with it', 'notification', '已发货 拒收请回复R', '拒收请回复R'],
    ['variables that skip a number', 'notification', '订单{2}', 'in a row'],
    ['variables side by side', 'notification', '订单{1}{2}', 'side by side'],
    ['nothing but variables', 'notification', '{1}', 'alone'],
    ['a link in a variable', 'notification', '请看 https://{1}', 'link'],
    ['coupons', 'marketing', member('优惠券到账'), 'coupons'],
    ['a mini-program', 'marketing', member('打开小程序看看'), 'mini-program'],
    ['exchange of points', 'marketing', member('积分可兑换礼品'), 'points'],
    ['questionnaires', 'marketing', member('填问卷'), 'questionnaires'],
    ['invitations to register', 'marketing', member('注册就送礼'), 'register'],
    ['recall of users', 'marketing', member('好久不见'), 'recall'],
    ['adding WeChat', 'marketing', member('添加企业微信'), 'WeChat'],
  ])('are those with %s', async (_what, type, text, why) => {
    await expect(withTemplate(type, text)).rejects.toThrow(why)
  })
})
