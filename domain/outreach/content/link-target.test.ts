import { expect, it } from 'vitest'
import { linkTarget } from './link-target.ts'

it.each(['https://shop.example/p?a=1', 'miniprogram:/pages/coupon?batch=b', 'miniprogram:/pages/v1.2/..b'])(
  '%s is a place a link may lead to',
  (target) => {
    expect(linkTarget(target)).toBe(target)
  },
)

it.each([
  'miniprogram:/../../x',
  'miniprogram:/pages/./x',
  'miniprogram://evil.example/x',
  'miniprogram:/pages/x#a',
  'javascript:alert(1)',
  'https://user:word@shop.example',
])('%s is none', (target) => {
  expect(() => linkTarget(target)).toThrow('link.unsafe')
})
