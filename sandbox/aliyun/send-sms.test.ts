// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${name} is how the gateway writes a variable
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { startSandbox } from '../sandbox.ts'
import { signedCall } from '../testing/aliyun-client.ts'
import { hour, later, minute, monday, second } from '../testing/cast.ts'
import { startWithCast } from '../testing/with-cast.ts'

const code = { TemplateCode: 'SMS_1', TemplateParam: '{"code":"123456"}' }
const marketing = { TemplateCode: 'SMS_3', TemplateParam: '{"link":"a1B2c3"}' }

describe('SendSms', () => {
  let sandbox: Sandbox
  /** What the caller's clock says, kept with the platform's. */
  let clockNow: string
  beforeEach(async () => {
    clockNow = monday.toISOString()
    sandbox = await startWithCast({
      settings: {
        smsTemplates: {
          SMS_1: { type: 'code', text: '验证码${code}' },
          SMS_2: { type: 'notification', text: '${nickname}，订单已发货' },
          SMS_3: { type: 'marketing', text: '尊敬的会员，新券 k.example/${link} 拒收请回复R' },
          SMS_4: { type: 'notification', text: ['一'.repeat(480), '${nickname}'].join('') },
        },
      },
    })
  })
  afterEach(() => sandbox.close())

  async function send(more: Record<string, string> = {}) {
    const now = new Date(clockNow)
    const { body } = await signedCall(sandbox, {
      action: 'SendSms',
      date: `${now.toISOString().slice(0, 19)}Z`,
      query: {
        PhoneNumbers: '13800000001',
        SignName: sandbox.settings.aliyunSignName,
        TemplateCode: 'SMS_2',
        TemplateParam: '{"nickname":"小美"}',
        ...more,
      },
    })
    return body
  }
  async function at(time: string) {
    clockNow = time
    await sandbox.setClock(time)
  }

  it('reaches the phone with signature and values filled in', async () => {
    const answer = await send({ OutId: 'run1:step:1' })
    expect(answer).toMatchObject({ Code: 'OK', BizId: expect.stringMatching(/^\d+\^0$/) })
    expect(await sandbox.deliveries({ receiver: '+8613800000001' })).toMatchObject([
      {
        platform: 'aliyun',
        kind: 'sms',
        ref: 'run1:step:1',
        content: {
          text: '【客旅商城】小美，订单已发货',
          templateCode: 'SMS_2',
          params: { nickname: '小美' },
        },
      },
    ])
  })

  it.each(['+8613800000001', '008613800000001', '8613800000001', '13800000001'])(
    'knows %s as the same phone',
    async (PhoneNumbers) => {
      expect(await send({ PhoneNumbers })).toMatchObject({ Code: 'OK' })
      expect(await sandbox.deliveries({ receiver: '+8613800000001' })).toHaveLength(1)
    },
  )

  it.each([
    ['a landline', { PhoneNumbers: '02088886666' }, 'isv.MOBILE_NUMBER_ILLEGAL'],
    ['a number from abroad', { PhoneNumbers: '+14155550100' }, 'isv.MOBILE_NUMBER_ILLEGAL'],
    ['one bad number among good ones', { PhoneNumbers: '13800000001,1' }, 'isv.MOBILE_NUMBER_ILLEGAL'],
    [
      '1001 numbers',
      { PhoneNumbers: Array(1_001).fill('13800000001').join() },
      'isv.MOBILE_COUNT_OVER_LIMIT',
    ],
    ['a signature not approved', { SignName: '别家' }, 'isv.SMS_SIGNATURE_ILLEGAL'],
    ['a template not approved', { TemplateCode: 'SMS_9' }, 'isv.SMS_TEMPLATE_ILLEGAL'],
    ['a missing variable', { TemplateParam: '{}' }, 'isv.TEMPLATE_MISSING_PARAMETERS'],
    ['no variables at all', { TemplateParam: '' }, 'isv.TEMPLATE_MISSING_PARAMETERS'],
    ['an empty variable', { TemplateParam: '{"nickname":""}' }, 'isv.TEMPLATE_MISSING_PARAMETERS'],
    ['a variable that is no text', { TemplateParam: '{"nickname":1}' }, 'isv.INVALID_PARAMETERS'],
    ['variables that are no JSON', { TemplateParam: '{nickname}' }, 'isv.INVALID_JSON_PARAM'],
    ['variables that are a list', { TemplateParam: '["小美"]' }, 'isv.INVALID_JSON_PARAM'],
    ['a link in a variable', { TemplateParam: '{"nickname":"https://a.b/c"}' }, 'isv.PARAM_NOT_SUPPORT_URL'],
    [
      'a bare domain in a variable',
      { TemplateParam: '{"nickname":"k.example/x"}' },
      'isv.PARAM_NOT_SUPPORT_URL',
    ],
    [
      'a variable of 36 characters',
      { TemplateParam: `{"nickname":"${'美'.repeat(36)}"}` },
      'isv.PARAM_LENGTH_LIMIT',
    ],
    [
      'a text over 500 characters',
      { TemplateCode: 'SMS_4', TemplateParam: `{"nickname":"${'美'.repeat(20)}"}` },
      'isv.PARAM_LENGTH_LIMIT',
    ],
    ['an OutId of 256 bytes', { OutId: 'x'.repeat(256) }, 'isv.INVALID_PARAMETERS'],
  ])('refuses %s', async (_what, more, Code) => {
    expect(await send(more)).toMatchObject({ Code })
    expect(await sandbox.deliveries()).toHaveLength(0)
  })

  it('takes one code a phone in a clock minute', async () => {
    await at('2026-03-02T01:00:59Z')
    expect(await send(code)).toMatchObject({ Code: 'OK' })
    expect(await send(code)).toMatchObject({
      Code: 'isv.BUSINESS_LIMIT_CONTROL',
      Message: '触发分钟级流控Permits:1',
    })
    await at('2026-03-02T01:01:00Z')
    expect(await send(code)).toMatchObject({ Code: 'OK' })
  })

  it('takes five codes in a clock hour and ten in twenty-four hours', async () => {
    const answers: string[] = []
    for (let number = 0; number < 12; number += 1) {
      await at(later((number < 6 ? number : 54 + number) * minute))
      answers.push((await send(code)).Message)
    }
    expect(answers).toEqual([
      ...Array(5).fill('OK'),
      '触发小时级流控Permits:5',
      ...Array(5).fill('OK'),
      '触发小时级流控Permits:5',
    ])
    await at(later(23 * hour))
    expect(await send(code)).toMatchObject({ Message: '触发天级流控Permits:10' })
    await at(later(24 * hour))
    expect(await send(code)).toMatchObject({ Code: 'OK' })
  })

  it('takes fifty of one notification a phone in twenty-four hours, of each template apart', async () => {
    for (let number = 0; number < 50; number += 1) expect(await send()).toMatchObject({ Code: 'OK' })
    expect(await send()).toMatchObject({ Message: '触发天级流控Permits:50' })
    expect(await send({ PhoneNumbers: '13800000002' })).toMatchObject({ Code: 'OK' })
    expect(await send(marketing)).toMatchObject({ Code: 'OK' })
    await at(later(24 * hour - second))
    expect(await send()).toMatchObject({ Code: 'isv.BUSINESS_LIMIT_CONTROL' })
    await at(later(24 * hour))
    expect(await send()).toMatchObject({ Code: 'OK' })
  })

  it('counts messages towards the limits that never arrived', async () => {
    await sandbox.setSmsFate('+8613800000001', 'undelivered')
    await send(code)
    expect(await send(code)).toMatchObject({ Code: 'isv.BUSINESS_LIMIT_CONTROL' })
  })

  it.each([
    ['2026-03-02T07:59:59+08:00', 'isv.SMS_CONTENT_ILLEGAL'],
    ['2026-03-02T08:00:00+08:00', 'OK'],
    ['2026-03-02T21:59:59+08:00', 'OK'],
    ['2026-03-02T22:00:00+08:00', 'isv.SMS_CONTENT_ILLEGAL'],
  ])('answers marketing at %s with %s', async (time, Code) => {
    await at(new Date(time).toISOString())
    expect(await send(marketing)).toMatchObject({ Code })
  })

  it('takes a notification at night', async () => {
    await at('2026-03-02T18:00:00Z')
    expect(await send()).toMatchObject({ Code: 'OK' })
  })

  it('is refused when the balance does not pay for every segment', async () => {
    await sandbox.setSmsBalance(8)
    // 6 of signature, 480 and 2 of text: 8 segments of 67.
    const long = { TemplateCode: 'SMS_4', TemplateParam: '{"nickname":"小美"}' }
    expect(await send(long)).toMatchObject({ Code: 'OK' })
    expect(await send()).toMatchObject({ Code: 'isv.AMOUNT_NOT_ENOUGH' })
    await sandbox.setSmsBalance(1)
    expect(await send()).toMatchObject({ Code: 'OK' })
  })

  it('never reaches with marketing who refused it by reply; other messages do', async () => {
    await sandbox.replySms({ person: '小美', content: 'ｒ ' })
    expect(await send(marketing)).toMatchObject({ Code: 'OK' })
    expect(await send()).toMatchObject({ Code: 'OK' })
    expect(await sandbox.deliveries()).toMatchObject([{ content: { templateCode: 'SMS_2' } }])
    expect(await sandbox.undelivered()).toMatchObject([{ content: { reason: 'blacklist' } }])
  })
})

describe('the thresholds an SMS account set itself', () => {
  it.each([
    [
      'aliyunMessagesPerDay',
      'isv.DAY_LIMIT_CONTROL',
      '2026-03-02T23:59:59+08:00',
      '2026-03-03T00:00:00+08:00',
    ],
    [
      'aliyunMessagesPerMonth',
      'isv.MONTH_LIMIT_CONTROL',
      '2026-03-31T23:59:59+08:00',
      '2026-04-01T00:00:00+08:00',
    ],
  ])(
    'refuse what goes beyond (%s) until the next one begins in Shanghai',
    async (limit, Code, last, next) => {
      const sandbox = await startWithCast({ settings: { limits: { [limit]: 2 } } })
      const send = async (time: string, PhoneNumbers: string) => {
        const now = new Date(time).toISOString()
        await sandbox.setClock(now)
        const { body } = await signedCall(sandbox, {
          action: 'SendSms',
          date: `${now.slice(0, 19)}Z`,
          query: {
            PhoneNumbers,
            SignName: sandbox.settings.aliyunSignName,
            TemplateCode: 'SMS_100003',
            TemplateParam: '{"link":"a1B2c3"}',
          },
        })
        return body.Code
      }
      const start = monday.toISOString()
      expect(await send(start, '13800000001,13800000002,13800000003')).toBe(Code)
      expect(await send(start, '13800000001,13800000002')).toBe('OK')
      expect(await send(start, '13800000003')).toBe(Code)
      expect(await send(last, '13800000003')).toBe(Code)
      expect(await send(next, '13800000003')).toBe('OK')
      await sandbox.close()
    },
  )
})

describe('approved SMS templates', () => {
  const withTemplate = (type: 'marketing' | 'notification', text: string) =>
    startSandbox({ now: monday, settings: { smsTemplates: { SMS_1: { type, text } } } })

  it('end with the refusal mark when they are marketing, and never hold it otherwise', async () => {
    await expect(withTemplate('marketing', '新券到账')).rejects.toThrow('拒收请回复R')
    await expect(withTemplate('notification', '已发货 拒收请回复R')).rejects.toThrow('拒收请回复R')
  })
})
