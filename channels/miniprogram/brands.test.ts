import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SubscriptionMessage } from '../../domain/outreach/ports.ts'
import { type Platforms, startPlatforms, wang } from '../testing/platforms.ts'
import { createMiniProgramLogin } from './login.ts'
import { createPageLinkMaker } from './page-link-maker.ts'
import { createMiniProgramPhones } from './phones.ts'
import { createSubscriptionSender } from './subscription-sender.ts'

const brand = 'wx00000000000000b1'
const template = 'TPL_BRAND'
const attempt = { ref: 'r:1', at: new Date() }

let platforms: Platforms
let openid: string
beforeAll(async () => {
  const mpBrands = { [brand]: { secret: 'brand-secret', subscriptionTemplates: { [template]: ['thing1'] } } }
  platforms = await startPlatforms({}, { mpBrands })
  const login = createMiniProgramLogin({ apiOf: platforms.miniprogramOf })
  openid = (await login.exchange(await platforms.sandbox.wxLogin('wang', brand), brand)).openid
})
afterAll(() => platforms.close())

const own = () => platforms.sandbox.settings.mpAppId
const message = (more: Partial<SubscriptionMessage> = {}): SubscriptionMessage => ({
  ...{ appid: brand, openid, templateId: template, data: { thing1: '专属券' } },
  ...more,
})

describe("a brand's own mini-program", () => {
  it('logs people in under an openid of its own and the unionid of the company', async () => {
    const login = createMiniProgramLogin({ apiOf: platforms.miniprogramOf })
    const found = await login.exchange(await platforms.sandbox.wxLogin('wang', brand), brand)
    expect(found).toEqual({ openid, unionid: wang.unionid })
    expect(openid).not.toBe(wang.openid)
    // A code is of the mini-program it was made in.
    const code = await platforms.sandbox.wxLogin('wang', brand)
    await expect(login.exchange(code, own())).rejects.toMatchObject({ code: 'login.refused' })
    await expect(login.exchange(code, 'wx00000000000000b2')).rejects.toMatchObject({ code: 'login.refused' })
  })

  it('sends its subscription messages by its token, openid, template and credit, and by no other', async () => {
    const sender = createSubscriptionSender({ apiOf: platforms.miniprogramOf })
    const results = { [template]: 'accept' as const }
    await platforms.sandbox.answerTemplates({ person: 'wang', results, appid: brand })
    expect(await sender.send(message({ appid: own(), openid: wang.openid }), attempt)).toMatchObject({
      kind: 'refused',
    })
    expect(await sender.send(message({ openid: wang.openid }), attempt)).toMatchObject({ kind: 'refused' })
    expect(await sender.send(message(), attempt)).toMatchObject({ kind: 'sent' })
    const [delivered] = await platforms.sandbox.deliveries({ platform: 'wechat' })
    expect(delivered).toMatchObject({ receiver: openid, content: { appid: brand, templateId: template } })
  })

  it('gets nothing by another one where its secret is not known', async () => {
    const sender = createSubscriptionSender({ apiOf: platforms.miniprogramOf })
    const before = await platforms.calls('/cgi-bin/message/subscribe/send')
    expect(await sender.send(message({ appid: 'wx00000000000000b2' }), attempt)).toEqual({
      ...{ kind: 'refused', reason: 'configuration', code: 'miniprogram.noSecret' },
    })
    expect(await platforms.calls('/cgi-bin/message/subscribe/send')).toBe(before)
  })

  it('opens its own pages and proves its own phones', async () => {
    const maker = createPageLinkMaker({ apiOf: platforms.miniprogramOf, clock: platforms.clock })
    const until = new Date(platforms.clock.now().getTime() + 86_400_000)
    expect(await maker.make({ appid: brand, page: '/pages/coupon' }, until)).toMatchObject({ kind: 'made' })
    expect(await maker.make({ appid: 'wx00000000000000b2', page: '/pages/coupon' }, until)).toEqual({
      ...{ kind: 'refused', code: 'noSecret' },
    })
    const phones = createMiniProgramPhones({ apiOf: platforms.miniprogramOf })
    const code = await platforms.sandbox.pressPhoneButton('wang', brand)
    await expect(phones.numberOf(code, own())).rejects.toMatchObject({ code: 'phone.code_refused' })
    expect(await phones.numberOf(code, brand)).toBe(wang.phone)
  })
})
