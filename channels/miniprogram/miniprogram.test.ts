import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SubscriptionMessage } from '../../domain/outreach/ports.ts'
import { createMemoryAccessTokens } from '../coordination/memory-access-tokens.ts'
import { type Platforms, startPlatforms, wang } from '../testing/platforms.ts'
import { createMiniprogramApi } from './api.ts'
import { createSubscriptionSender } from './subscription-sender.ts'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
})
afterEach(() => platforms.close())

const api = '/cgi-bin/message/subscribe/send'
const template = 'TPL_COUPON'
const attempt = { ref: 'run:step:1#1', at: new Date('2026-03-02T09:00:00+08:00') }

function aMessage(message: Partial<SubscriptionMessage> = {}): SubscriptionMessage {
  return {
    appid: 'wx0123456789abcdef',
    openid: wang.openid,
    templateId: template,
    page: 'pages/coupon?batch=1',
    data: { thing1: '专属券', amount2: '￥50', time3: '2026年3月9日 23:59' },
    ...message,
  }
}

function sender(api = platforms.miniprogram) {
  return createSubscriptionSender({ apiOf: () => api })
}

describe('a log-in of the mini-program', () => {
  it('gives openid and unionid, and never the session key', async () => {
    const code = await platforms.loginCode()
    const answer = await platforms.miniprogram.jscode2session(code)
    expect(answer).toEqual({ kind: 'session', openid: wang.openid, unionid: wang.unionid })
  })

  it('asks for a new code when it is wrong or used', async () => {
    const code = await platforms.loginCode()
    await platforms.miniprogram.jscode2session(code)
    expect(await platforms.miniprogram.jscode2session(code)).toEqual({ kind: 'badCode' })
    expect(await platforms.miniprogram.jscode2session('no such code')).toEqual({ kind: 'badCode' })
  })

  it('tells a blocked user and a limited api apart', async () => {
    const login = '/sns/jscode2session'
    await platforms.strike({ platform: 'wechat', api: login, kind: 'errcode', code: 40226 })
    expect(await platforms.miniprogram.jscode2session('c')).toEqual({ kind: 'blocked' })
    await platforms.strike({ platform: 'wechat', api: login, kind: 'rateLimited' })
    await expect(platforms.miniprogram.jscode2session('c')).rejects.toMatchObject({
      code: '45011',
      afterMs: 60_000,
    })
  })

  it('leaves neither code nor secret in an error', async () => {
    await platforms.strike({ platform: 'wechat', api: '/sns/jscode2session', kind: 'timeoutBeforeActing' })
    const error = await platforms.impatient.miniprogram
      .jscode2session('the-code')
      .then(String, (failure: Error) => failure)
    const everything = `${JSON.stringify(error)} ${(error as Error).stack}`
    expect(everything).not.toContain('the-code')
    expect(everything).not.toContain(platforms.sandbox.settings.mpAppSecret)
  })
})

describe('the access token of the mini-program', () => {
  it.each([40001, 40014, 42001])('refused with %i is replaced once', async (code) => {
    await platforms.giveCredit(template)
    await platforms.strike({ platform: 'wechat', api, kind: 'errcode', code })
    expect(await sender().send(aMessage(), attempt)).toMatchObject({ kind: 'sent' })
    expect(await platforms.calls('wechat:/cgi-bin/stable_token')).toBe(2)
  })

  it('that really expired is replaced by the moved clock', async () => {
    await platforms.giveCredit(template)
    await sender().send(aMessage(), attempt)
    await platforms.giveCredit(template)
    await platforms.advance(2 * 3_600_000)
    expect(await sender().send(aMessage(), attempt)).toMatchObject({ kind: 'sent' })
    expect(await platforms.calls('wechat:/cgi-bin/stable_token')).toBe(2)
  })

  it('is not asked for again and again with a wrong secret', async () => {
    const wrong = createMiniprogramApi({
      ...platforms.mpSettings,
      secret: 'wrong',
      tokens: createMemoryAccessTokens(platforms),
    })
    const refused = { kind: 'refused', reason: 'configuration' }
    for (let call = 0; call < 4; call++) {
      expect(await createSubscriptionSender({ apiOf: () => wrong }).send(aMessage(), attempt)).toMatchObject(
        refused,
      )
    }
    expect(await platforms.calls('wechat:/cgi-bin/stable_token')).toBe(1)
    wrong.close()
  })
})

describe('a subscription message', () => {
  it('arrives when the person gave a credit, and uses it up', async () => {
    await platforms.giveCredit(template)
    expect(await sender().send(aMessage(), attempt)).toMatchObject({
      kind: 'sent',
      providerId: expect.stringMatching(/^\d+$/),
    })
    const [delivered] = await platforms.sandbox.deliveries({ kind: 'subscription' })
    expect(delivered).toMatchObject({ receiver: wang.openid, content: { data: { thing1: '专属券' } } })
    expect(await sender().send(aMessage(), attempt)).toMatchObject({ reason: 'noCredit', code: '43101' })
  })

  it.each([
    ['a user who has no credit', aMessage(), 'noCredit', '43101'],
    ['an unknown user', aMessage({ openid: 'o-nobody' }), 'unreachable', '40003'],
    ['an unknown template', aMessage({ templateId: 'TPL_NONE' }), 'configuration', '40037'],
    ['an unreleased page', aMessage({ page: 'secret/page' }), 'configuration', '41030'],
    ['a missing value', aMessage({ data: { thing1: '专属券' } }), 'content', '47003'],
  ] as const)('to %s is refused', async (_what, message, reason, code) => {
    expect(await sender().send(message, attempt)).toEqual({ kind: 'refused', reason, code })
  })

  it('with a value that breaks its rule is refused before the call', async () => {
    const data = { thing1: '客'.repeat(21), amount2: '￥50', time3: '15:01' }
    const outcome = await sender().send(aMessage({ data }), attempt)
    expect(outcome).toEqual({ kind: 'refused', reason: 'content', code: 'limit.thing1' })
    expect(await platforms.sandbox.calls()).toEqual({})
  })

  it('waits for the midnight of Shanghai when the day is used up', async () => {
    await platforms.strike({ platform: 'wechat', api, kind: 'errcode', code: 45009 })
    // It is nine in the morning.
    const afterMs = 15 * 3_600_000
    expect(await sender().send(aMessage(), attempt)).toMatchObject({ kind: 'retryLater', afterMs })
    expect(await sender().send(aMessage(), attempt)).toMatchObject({ kind: 'retryLater', afterMs })
    expect(await platforms.calls(`wechat:${api}`)).toBe(1)
  })

  it('whose answer was lost is unknown and cannot be asked about', async () => {
    await platforms.giveCredit(template)
    await platforms.strike({ platform: 'wechat', api, kind: 'timeoutAfterActing' })
    expect(await sender(platforms.impatient.miniprogram).send(aMessage(), attempt)).toMatchObject({
      kind: 'unknown',
    })
    expect(await sender().find(aMessage(), attempt)).toEqual({ kind: 'cannotTell' })
    expect(await platforms.sandbox.deliveries({ kind: 'subscription' })).toHaveLength(1)
  })
})
