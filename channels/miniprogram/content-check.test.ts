import { expect, it } from 'vitest'
import { startPlatforms, wang } from '../testing/platforms.ts'
import { createContentCheck } from './content-check.ts'

it('what customers write is judged by WeChat; what it cannot say is unknown', async () => {
  const platforms = await startPlatforms()
  const { check } = createContentCheck({ api: platforms.miniprogram })
  platforms.sandbox.settings.mpSensitiveWords = ['违禁']
  const said = (words: string, openid = wang.openid) => check({ openid, words, scene: 'profile' })
  expect(await said('小王')).toBe('pass')
  expect(await said('违禁词')).toBe('risky')
  expect(await said('小王', 'o-nobody')).toBe('unknown')
  await platforms.strike({ platform: 'wechat', api: '/wxa/msg_sec_check', kind: 'errcode', code: 61010 })
  expect(await said('小王')).toBe('unknown')
  await platforms.close()
})
