import { expect, it } from 'vitest'
import { friendRemark } from './friend-remark.ts'

it('is the nickname with the remark of the code, within twenty characters', () => {
  expect(friendRemark({ nickname: '王思雨', present: '王思雨' }, '包裹卡')).toBe('王思雨-包裹卡')
  const long = friendRemark({ nickname: '名'.repeat(30), present: undefined }, '西湖店八月展会')
  expect(long).toBe(`${'名'.repeat(11)}…-西湖店八月展会`)
  expect([...(long ?? '')]).toHaveLength(20)
})

it('is not written over what a member wrote', () => {
  expect(friendRemark({ nickname: '王思雨', present: '王姐' }, '包裹卡')).toBeNull()
  expect(friendRemark({ nickname: '王思雨', present: '王思雨-包裹卡' }, '包裹卡')).toBeNull()
})
