import { expect, it } from 'vitest'
import { looksFor, outlookOf } from './looks.ts'

it('tells how many where that is known', () => {
  expect(looksFor({ failed: 4, waiting: 8, open: 11 }).map(({ label }) => label)).toEqual([
    '全部',
    '失败 4',
    '没处理完 11',
    '已处理',
  ])
  expect(looksFor(undefined)[1]?.label).toBe('失败')
})

it('offers a replay only with what can be expected of it', () => {
  expect(outlookOf({ alike: 3, outlook: 'mended' }).tone).toBe('good')
  expect(outlookOf({ alike: 3, outlook: 'hopeless' }).says).toContain('还会失败')
  expect(outlookOf({ alike: 3, outlook: 'unknown' }).tone).toBe('attention')
})
