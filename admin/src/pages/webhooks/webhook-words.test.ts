import { expect, it } from 'vitest'
import { attemptText, countText, standingOf, type Webhook } from './webhook-words.ts'

const webhook = (more: Partial<Webhook>): Webhook => ({
  ...{ id: 'crm', direction: 'out', rev: 1, name: 'CRM', url: 'https://crm.example/', events: [] },
  ...{ state: 'active', paused: null, failingSince: null, counts: { waiting: 0, dead: 0 } },
  ...more,
})
const at = '2026-03-02T01:00:00.000Z'

it('says why a receiver is paused', () => {
  const paused = (because: 'hand' | 'failing' | 'gone') =>
    standingOf(webhook({ state: 'paused', paused: { because, at } })).label
  expect([paused('hand'), paused('failing'), paused('gone')]).toEqual([
    '已暂停',
    '连续几天没送到，自动暂停',
    '对方说不再接收，已暂停',
  ])
  expect(standingOf(webhook({ failingSince: at })).label).toBe('正在失败')
})

it('says what to do about a try that came to nothing', () => {
  expect(attemptText({ status: 204, why: null })).toBe('答 204，收下了')
  expect(attemptText({ status: 302, why: null })).toContain('填最终的地址')
  expect(attemptText({ status: 401, why: null })).toContain('核对密钥')
  expect(attemptText({ status: null, why: 'address' })).toContain('内网')
  expect(attemptText({ status: null, why: 'ECONNRESET' })).toBe('连不上（ECONNRESET）')
})

it('counts no further than it was counted', () => {
  expect([countText(999), countText(1_000)]).toEqual(['999', '1,000+'])
})
