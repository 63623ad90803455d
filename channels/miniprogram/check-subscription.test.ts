import { describe, expect, it } from 'vitest'
import { checkSubscription } from './check-subscription.ts'

describe('a subscription message that WeChat would refuse', () => {
  it('is refused by the name of the key, before any call', () => {
    const message = { appid: 'wx1', openid: 'o', templateId: 't', data: { thing1: 'ok', amount2: 'free' } }
    expect(() => checkSubscription('api', message)).toThrowError(
      expect.objectContaining({ kind: 'invalid', code: 'limit.amount2' }),
    )
  })

  it('comes with a page that has no leading slash', () => {
    const message = { appid: 'wx1', openid: 'o', templateId: 't', page: '/pages/a', data: {} }
    expect(() => checkSubscription('api', message)).toThrowError(
      expect.objectContaining({ code: 'limit.page' }),
    )
  })
})
