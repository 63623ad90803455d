import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wechatToken } from '../../sandbox/testing/wechat-client.ts'
import { type Platforms, startPlatforms, wang } from '../testing/platforms.ts'
import { createMiniprogramApi } from './api.ts'
import { createMiniProgramPhones } from './phones.ts'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
})
afterEach(() => platforms.close())

const api = '/wxa/business/getuserphonenumber'
const press = () => platforms.sandbox.pressPhoneButton('wang')
const phones = (client = platforms.miniprogram) => createMiniProgramPhones({ apiOf: () => client })

describe('a number the mini-program proves', () => {
  it('is E.164, whether its country comes as a text or as a number', async () => {
    expect(await phones().numberOf(await press(), platforms.sandbox.settings.mpAppId)).toBe(wang.phone)
    expect(await phones().numberOf(await press(), platforms.sandbox.settings.mpAppId)).toBe(wang.phone)
  })

  it('of another country has its own code in front', async () => {
    await platforms.sandbox.addPerson({
      ...wang,
      name: 'ann',
      openid: 'o-ann',
      externalUserid: 'wm-ann',
      phone: '+15551234567',
    })
    expect(
      await phones().numberOf(
        await platforms.sandbox.pressPhoneButton('ann'),
        platforms.sandbox.settings.mpAppId,
      ),
    ).toMatch(/^\+1\d{10}$/)
  })

  it.each([
    [
      'used',
      async (code: string) => void (await phones().numberOf(code, platforms.sandbox.settings.mpAppId)),
    ],
    ['over', async () => platforms.advance(5 * 60_000 + 1)],
  ])('is asked for anew when the code is %s', async (_how, spoil) => {
    const code = await press()
    await spoil(code)
    await expect(phones().numberOf(code, platforms.sandbox.settings.mpAppId)).rejects.toMatchObject({
      code: 'phone.code_refused',
    })
  })

  it('is not behind a code of wx.login', async () => {
    await expect(
      phones().numberOf(await platforms.loginCode(), platforms.sandbox.settings.mpAppId),
    ).rejects.toMatchObject({
      code: 'phone.code_refused',
    })
  })

  it.each([
    [45011, { code: 'phone.busy', data: { retryAfterSeconds: 60 } }],
    [45009, { code: 'phone.busy', data: { retryAfterSeconds: 15 * 3_600 } }],
    [48001, { code: 'platform.unavailable' }],
  ])('answers %i by its meaning', async (code, expected) => {
    const button = await press()
    await platforms.strike({ platform: 'wechat', api, kind: 'errcode', code })
    await expect(phones().numberOf(button, platforms.sandbox.settings.mpAppId)).rejects.toMatchObject(
      expected,
    )
  })

  it('of another mini-program is not taken', async () => {
    // With a token of the right one, so that WeChat answers at all.
    const token = await wechatToken(platforms.sandbox)
    const tokens = { ...platforms.tokens, get: async () => ({ kind: 'token', token, grant: 'g' }) as const }
    const other = createMiniprogramApi({ ...platforms.mpSettings, tokens, appId: 'wxother' })
    await expect(
      phones(other).numberOf(await press(), platforms.sandbox.settings.mpAppId),
    ).rejects.toMatchObject({
      code: 'platform.unavailable',
    })
    other.close()
  })
})
