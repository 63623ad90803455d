import { expect, it } from 'vitest'
import { partsOfStep } from './steps.ts'

it('finds what somebody copies', () => {
  expect(partsOfStep('加上 203.0.113.8')).toEqual([{ text: '加上 ' }, { text: '203.0.113.8', copy: true }])
  expect(partsOfStep('检查 REDIS_URL 和 Redis 是否在运行')).toEqual([
    { text: '检查 ' },
    { text: 'REDIS_URL', copy: true },
    { text: ' 和 Redis 是否在运行' },
  ])
  expect(partsOfStep('填 https://kelu.test/wecom，保存')[1]).toEqual({
    text: 'https://kelu.test/wecom',
    copy: true,
  })
  expect(partsOfStep('打开企业微信管理后台')).toEqual([{ text: '打开企业微信管理后台' }])
})
