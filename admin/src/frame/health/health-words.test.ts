import { expect, it } from 'vitest'
import { slowestOf, speedInWords, toneOf } from './health-words.ts'

const well = {
  p95Ms: 1_200,
  hops: [
    { stage: 'handled' as const, name: '收到 → 处理完', p95Ms: 400 },
    { stage: 'sent' as const, name: '该发 → 平台接收', p95Ms: 800 },
  ],
  processes: { living: 2, silent: 0 },
  stuck: 0,
  marketing: { heldSince: null, byName: null, reason: null },
}

it('is red for anybody stuck or nobody running, amber when slow or silent', () => {
  expect(toneOf(well)).toBe('good')
  expect(toneOf({ ...well, p95Ms: null })).toBe('good')
  expect(toneOf({ ...well, stuck: 1 })).toBe('bad')
  expect(toneOf({ ...well, processes: { living: 0, silent: 0 } })).toBe('bad')
  expect(toneOf({ ...well, processes: { living: 2, silent: 1 } })).toBe('attention')
  expect(toneOf({ ...well, p95Ms: 11_000 })).toBe('attention')
})

it('names the slowest hop', () => {
  expect(slowestOf(well)?.stage).toBe('sent')
  expect(slowestOf({ ...well, hops: [] })).toBeNull()
})

it('tells a speed as people do', () => {
  expect([320, 1_200, 90_000].map(speedInWords)).toEqual(['320 毫秒', '1.2 秒', '2 分钟'])
})
