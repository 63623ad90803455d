import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SmsMessage } from '../../../domain/outreach/ports.ts'
import { type Platforms, startPlatforms, wang } from '../../testing/platforms.ts'
import { createSmsSender } from '../gateway.ts'
import { createAliyunApi } from './api.ts'
import { createAliyunGateway } from './gateway.ts'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
})
afterEach(() => platforms.close())

function sender(api = platforms.aliyun) {
  return createSmsSender({ gateway: createAliyunGateway({ api, clock: platforms.clock }) })
}

function aMessage(message: Partial<SmsMessage> = {}): SmsMessage {
  return {
    phone: wang.phone,
    templates: { aliyun: 'SMS_100002' },
    params: { nickname: '小王', order: 'A-1' },
    ...message,
  }
}

function attempt(ref = 'run:step:1#1') {
  return { ref, at: platforms.clock.now() }
}

describe('a text message through Alibaba Cloud', () => {
  it('arrives with our reference', async () => {
    const outcome = await sender().send(aMessage(), attempt())
    expect(outcome).toMatchObject({ kind: 'sent', providerId: expect.any(String) })
    const [delivered] = await platforms.sandbox.deliveries({ kind: 'sms' })
    expect(delivered).toMatchObject({ ref: 'run:step:1#1' })
    expect(JSON.stringify(delivered?.content)).toContain('小王，您的订单A-1已发货')
  })

  it.each([
    ['isv.MOBILE_NUMBER_ILLEGAL', 'unreachable'],
    ['isv.AMOUNT_NOT_ENOUGH', 'configuration'],
    ['isv.DAY_LIMIT_CONTROL', 'configuration'],
    ['isv.SMS_CONTENT_ILLEGAL', 'content'],
    ['isv.SMS_SIGNATURE_ILLEGAL', 'configuration'],
    ['isp.RAM_PERMISSION_DENY', 'configuration'],
    ['isv.SOMETHING_NEW', 'configuration'],
  ])('refused with %s: %s', async (code, reason) => {
    await platforms.strike({ platform: 'aliyun', api: 'SendSms', kind: 'errcode', code })
    expect(await sender().send(aMessage(), attempt())).toEqual({ kind: 'refused', reason, code })
    expect(await platforms.calls('aliyun:SendSms')).toBe(1)
  })

  it.each([
    ['isp.SYSTEM_ERROR', { kind: 'errcode', code: 'isp.SYSTEM_ERROR' }],
    ['Throttling.User', { kind: 'rateLimited' }],
  ] as const)('answered with %s was not sent and is worth another try', async (code, fault) => {
    await platforms.strike({ platform: 'aliyun', api: 'SendSms', ...fault })
    expect(await sender().send(aMessage(), attempt())).toMatchObject({ kind: 'retryLater', code })
    expect(await platforms.sandbox.deliveries({ kind: 'sms' })).toEqual([])
  })

  it("waits out the receiver's minute and gives up on the receiver's day", async () => {
    const code = aMessage({ templates: { aliyun: 'SMS_100001' }, params: { code: '123456' } })
    expect(await sender().send(code, attempt('a'))).toMatchObject({ kind: 'sent' })
    expect(await sender().send(code, attempt('b'))).toMatchObject({ kind: 'retryLater', afterMs: 60_000 })
    for (let hour = 0; hour < 2; hour++) {
      for (let minute = 0; minute < 5; minute++) {
        await platforms.advance(60_000)
        await sender().send(code, attempt(`${hour}-${minute}`))
      }
      await platforms.advance(3_600_000)
    }
    expect(await sender().send(code, attempt('c'))).toMatchObject({ kind: 'refused', reason: 'quota' })
  })

  it('signed with a wrong secret is a fault of set-up', async () => {
    const { urls, settings } = platforms.sandbox
    const wrong = createAliyunApi({
      endpoint: urls.aliyun,
      keyId: settings.aliyunKeyId,
      keySecret: 'wrong',
      signName: settings.aliyunSignName,
      clock: platforms.clock,
    })
    expect(await sender(wrong).send(aMessage(), attempt())).toEqual({
      kind: 'refused',
      reason: 'configuration',
      code: 'SignatureDoesNotMatch',
    })
    wrong.close()
  })

  it.each([
    ['without a template of this gateway', { templates: { tencent: '1' } }, 'template.missing'],
    [
      'with a link in a variable',
      { params: { nickname: '小王', order: 'https://x.example/1' } },
      'param.link',
    ],
    [
      'with a domain and path in a variable',
      { params: { nickname: 'k.example/1', order: '1' } },
      'param.link',
    ],
    ['with an empty variable', { params: { nickname: '', order: '1' } }, 'param.empty'],
  ] as const)('%s is refused before the call', async (_what, part, code) => {
    expect(await sender().send(aMessage(part), attempt())).toMatchObject({ kind: 'refused', code })
    expect(await platforms.sandbox.calls()).toEqual({})
  })

  it('with a reference the gateway would not keep is refused before the call', async () => {
    expect(await sender().send(aMessage(), attempt('r'.repeat(256)))).toMatchObject({ code: 'limit.outId' })
  })

  it.each(['timeoutAfterActing', 'connectionReset', 'serverError'] as const)(
    'leaves neither number nor signed address in an error (%s)',
    async (kind) => {
      await platforms.sandbox.addFault({ platform: 'aliyun', api: 'SendSms', kind })
      const outcome = await sender(platforms.impatient.aliyun).send(aMessage(), attempt())
      const error = await platforms.impatient.aliyun
        .sendSms({ phone: '13800000001', template: 'SMS_100002', params: {}, outId: 'o' })
        .then(String, (failure: Error) => failure)
      const everything = `${JSON.stringify(outcome)} ${JSON.stringify(error)} ${(error as Error).stack}`
      expect(everything).not.toMatch(/13800000001|Signature|PhoneNumbers/)
    },
  )
})

describe('a text message whose answer was lost', () => {
  it('is unknown and found by our reference when it was sent', async () => {
    const lost = attempt()
    await platforms.strike({ platform: 'aliyun', api: 'SendSms', kind: 'timeoutAfterActing' })
    expect(await sender(platforms.impatient.aliyun).send(aMessage(), lost)).toMatchObject({ kind: 'unknown' })
    expect(await sender().find(aMessage(), lost)).toEqual({ kind: 'sent' })
  })

  it('is not found when it was not sent, though others to the same number were', async () => {
    await sender().send(aMessage(), attempt('another'))
    const lost = attempt()
    await platforms.strike({ platform: 'aliyun', api: 'SendSms', kind: 'timeoutBeforeActing' })
    expect(await sender(platforms.impatient.aliyun).send(aMessage(), lost)).toMatchObject({ kind: 'unknown' })
    expect(await sender().find(aMessage(), lost)).toEqual({ kind: 'notFound' })
  })

  it('is found behind the first page', async () => {
    await platforms.sandbox.setSmsBalance(1_000)
    const first = attempt()
    await sender().send(aMessage(), first)
    const other = aMessage({ templates: { aliyun: 'SMS_100003' }, params: { link: 'a1B2c3' } })
    for (let i = 0; i < 50; i++) await sender().send(other, attempt(`later-${i}`))
    expect(await sender().find(aMessage(), first)).toEqual({ kind: 'sent' })
    expect(await platforms.calls('aliyun:QuerySendDetails')).toBe(2)
  })

  it('just before midnight is looked for on the next day too', async () => {
    platforms.clock.set('2026-03-02T23:59:59+08:00')
    const lost = attempt()
    await platforms.advance(2_000)
    // The gateway noted it two seconds later than we did.
    await sender().send(aMessage(), lost)
    expect(await sender().find(aMessage(), lost)).toEqual({ kind: 'sent' })
  })

  it('cannot be told from an empty list under a refusal', async () => {
    const server = createServer((_request, response) => {
      const details = { TotalCount: 0, SmsSendDetailDTOs: { SmsSendDetailDTO: [] } }
      response.end(JSON.stringify({ Code: 'isp.RAM_PERMISSION_DENY', ...details }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const api = createAliyunApi({
      endpoint: `http://127.0.0.1:${port}`,
      keyId: 'id',
      keySecret: 'secret',
      signName: '客旅',
      clock: platforms.clock,
    })
    expect(await sender(api).find(aMessage(), attempt())).toEqual({ kind: 'cannotTell' })
    api.close()
    server.close()
  })

  it.each(['serverError', 'timeoutBeforeActing', 'rateLimited'] as const)(
    'cannot be told when the query fails (%s)',
    async (kind) => {
      await platforms.strike({ platform: 'aliyun', api: 'QuerySendDetails', kind })
      const { aliyun } = platforms.impatient
      expect(await sender(aliyun).find(aMessage(), attempt())).toEqual({ kind: 'cannotTell' })
    },
  )

  it('that the carrier refused is found as refused', async () => {
    await platforms.sandbox.setSmsFate(wang.phone, 'undelivered')
    const lost = attempt()
    await sender().send(aMessage(), lost)
    await platforms.advance(3_600_000)
    await platforms.sandbox.runDue()
    expect(await sender().find(aMessage(), lost)).toMatchObject({ kind: 'refused' })
  })
})
