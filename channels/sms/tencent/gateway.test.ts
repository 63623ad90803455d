import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SmsMessage } from '../../../domain/outreach/ports.ts'
import { type Platforms, startPlatforms, wang } from '../../testing/platforms.ts'
import { createSmsSender } from '../gateway.ts'
import { createTencentApi } from './api.ts'
import { createTencentGateway } from './gateway.ts'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
})
afterEach(() => platforms.close())

function sender(api = platforms.tencent) {
  return createSmsSender({ gateway: createTencentGateway({ api, clock: platforms.clock }) })
}

function aMessage(message: Partial<SmsMessage> = {}): SmsMessage {
  return {
    phone: wang.phone,
    templates: { tencent: '1100002' },
    params: { nickname: '小王', order: 'A-1' },
    ...message,
  }
}

const attempt = (ref = 'run:step:1#1') => ({ ref, at: platforms.clock.now() })
const sent = async (message = aMessage(), ref?: string) => sender().send(message, attempt(ref))

describe('a text message through Tencent Cloud', () => {
  it('arrives with our reference, its values in the order they are written', async () => {
    expect(await sent()).toMatchObject({ kind: 'sent', providerId: expect.any(String) })
    const [delivered] = await platforms.sandbox.deliveries({ kind: 'sms' })
    expect(delivered).toMatchObject({
      platform: 'tencent',
      ref: 'run:step:1#1',
      content: { text: '【客旅商城】小王，您的订单A-1已发货，请留意查收。' },
    })
  })

  it('goes under the signature of its brand', async () => {
    await platforms.close()
    platforms = await startPlatforms({}, { tencentSigns: { 客旅商城: 'approved', 客旅母婴: 'approved' } })
    expect(await sent(aMessage({ signatures: { tencent: '客旅母婴' } }))).toMatchObject({ kind: 'sent' })
    const [delivered] = await platforms.sandbox.deliveries({ kind: 'sms' })
    expect(delivered?.content.text).toMatch(/^【客旅母婴】/)
  })

  it('of a brand without a signature here is refused before the call', async () => {
    expect(await sent(aMessage({ signatures: { aliyun: '客旅母婴' } }))).toEqual({
      kind: 'refused',
      reason: 'configuration',
      code: 'signature.missing',
    })
    expect(await platforms.sandbox.calls()).toEqual({})
  })

  it.each([
    ['said of the number', 'FailedOperation.ContainSensitiveWord', 'content'],
    ['said of the call', 'AuthFailure.SecretIdNotFound', 'configuration'],
  ])('refused with a code %s: %s', async (_where, code, reason) => {
    await platforms.strike({ platform: 'tencent', api: 'SendSms', kind: 'errcode', code })
    expect(await sent()).toEqual({ kind: 'refused', reason, code })
    expect(await platforms.calls('tencent:SendSms')).toBe(1)
  })

  it('over the calls of a second was not sent and is worth another try', async () => {
    await platforms.strike({ platform: 'tencent', api: 'SendSms', kind: 'rateLimited' })
    expect(await sent()).toMatchObject({ kind: 'retryLater', code: 'RequestLimitExceeded' })
    expect(await platforms.sandbox.deliveries({ kind: 'sms' })).toEqual([])
  })

  it("waits out the receiver's half minute", async () => {
    expect(await sent()).toMatchObject({ kind: 'sent' })
    expect(await sent(aMessage(), 'b')).toMatchObject({ kind: 'retryLater', afterMs: 30_000 })
    await platforms.advance(30_000)
    expect(await sent(aMessage(), 'b')).toMatchObject({ kind: 'sent' })
  })

  it.each([
    ['without a template of this gateway', { templates: { aliyun: 'SMS_1' } }, 'template.missing'],
    ['with a link in a variable', { params: { a: '小王', b: 'https://x.example/1' } }, 'param.link'],
    ['with an empty variable', { params: { a: '', b: '1' } }, 'param.empty'],
  ])('%s is refused before the call', async (_what, part, code) => {
    expect(await sent(aMessage(part as Partial<SmsMessage>))).toMatchObject({ kind: 'refused', code })
    expect(await platforms.sandbox.calls()).toEqual({})
  })

  it('with a reference the gateway would not take is refused before the call', async () => {
    expect(await sent(aMessage(), 'r'.repeat(512))).toMatchObject({ code: 'limit.sessionContext' })
  })

  it.each(['timeoutAfterActing', 'connectionReset', 'serverError'] as const)(
    'whose answer was lost is unknown, cannot be asked for, and no error holds its number (%s)',
    async (kind) => {
      await platforms.sandbox.addFault({ platform: 'tencent', api: 'SendSms', kind })
      const { tencent } = platforms.impatient
      const outcome = await sender(tencent).send(aMessage(), attempt())
      expect(outcome).toMatchObject({ kind: 'unknown' })
      expect(await sender().find(aMessage(), attempt())).toEqual({ kind: 'cannotTell' })
      const error = await tencent
        .sendSms({ phone: wang.phone, template: '1100002', params: [], context: 'o' })
        .then(String, (failure: Error) => failure)
      const everything = `${JSON.stringify(outcome)} ${JSON.stringify(error)} ${(error as Error).stack}`
      expect(everything).not.toMatch(/13800000001|Signature|PhoneNumberSet/)
    },
  )

  it('signed with a wrong key is a fault of set-up', async () => {
    const wrong = createTencentApi({ ...platforms.tencentSettings, secretKey: 'wrong' })
    expect(await sender(wrong).send(aMessage(), attempt())).toEqual({
      kind: 'refused',
      reason: 'configuration',
      code: 'AuthFailure.SignatureFailure',
    })
    wrong.close()
  })
})
